from typing import Optional

from .base_model import BaseModel
from .fragments import Image


class GetImage(BaseModel):
    image: Optional["Image"]


GetImage.model_rebuild()
