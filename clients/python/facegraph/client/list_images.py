from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import ImageFields, ImageFieldsEngine, ImageFieldsFailure  # noqa: F401


class ListImages(BaseModel):
    images: "ListImagesImages"


class ListImagesImages(BaseModel):
    next_token: Optional[str] = Field(alias="nextToken")
    items: list["ListImagesImagesItems"]


class ListImagesImagesItems(ImageFields):
    url: Optional[str]


ListImages.model_rebuild()
ListImagesImages.model_rebuild()
