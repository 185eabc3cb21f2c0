from .base_model import BaseModel
from .fragments import FacePage


class ListFaces(BaseModel):
    faces: "FacePage"


ListFaces.model_rebuild()
