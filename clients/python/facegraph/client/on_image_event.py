from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import EventFields


class OnImageEvent(BaseModel):
    on_image_event: Optional["OnImageEventOnImageEvent"] = Field(alias="onImageEvent")


OnImageEventOnImageEvent = EventFields
OnImageEvent.model_rebuild()
