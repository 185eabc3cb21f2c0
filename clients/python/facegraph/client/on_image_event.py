from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import ImageEvent


class OnImageEvent(BaseModel):
    on_image_event: Optional["ImageEvent"] = Field(alias="onImageEvent")


OnImageEvent.model_rebuild()
