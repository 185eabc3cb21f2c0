from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import ImageChange


class OnImageChange(BaseModel):
    on_image_event: Optional["ImageChange"] = Field(alias="onImageEvent")


OnImageChange.model_rebuild()
