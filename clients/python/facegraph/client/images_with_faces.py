from .base_model import BaseModel
from .fragments import ImageWithFacesPage


class ListImagesWithFaces(BaseModel):
    images: "ImageWithFacesPage"


ListImagesWithFaces.model_rebuild()
