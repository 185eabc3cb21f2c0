from .base_model import BaseModel
from .fragments import ImagePage


class ListImages(BaseModel):
    images: "ImagePage"


ListImages.model_rebuild()
