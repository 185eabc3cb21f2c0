from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import ChangeFields


class OnImageChange(BaseModel):
    on_image_event: Optional["OnImageChangeOnImageEvent"] = Field(alias="onImageEvent")


OnImageChangeOnImageEvent = ChangeFields
OnImageChange.model_rebuild()
