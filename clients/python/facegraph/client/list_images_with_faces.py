from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    FaceFields,
    ImageFields,
    ImageFieldsEngine,
    ImageFieldsFailure,
)


class ListImagesWithFaces(BaseModel):
    images: "ListImagesWithFacesImages"


class ListImagesWithFacesImages(BaseModel):
    next_token: Optional[str] = Field(alias="nextToken")
    items: list["ListImagesWithFacesImagesItems"]


class ListImagesWithFacesImagesItems(ImageFields):
    faces: Optional[list["ListImagesWithFacesImagesItemsFaces"]]


ListImagesWithFacesImagesItemsFaces = FaceFields
ListImagesWithFaces.model_rebuild()
ListImagesWithFacesImages.model_rebuild()
ListImagesWithFacesImagesItems.model_rebuild()
