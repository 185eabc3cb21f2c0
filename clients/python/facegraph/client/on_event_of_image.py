from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import EventFields


class OnEventOfImage(BaseModel):
    on_image_event: Optional["OnEventOfImageOnImageEvent"] = Field(alias="onImageEvent")


OnEventOfImageOnImageEvent = EventFields
OnEventOfImage.model_rebuild()
