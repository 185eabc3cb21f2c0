from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import FaceFields


class ListFaces(BaseModel):
    faces: "ListFacesFaces"


class ListFacesFaces(BaseModel):
    next_token: Optional[str] = Field(alias="nextToken")
    items: list["ListFacesFacesItems"]


ListFacesFacesItems = FaceFields
ListFaces.model_rebuild()
ListFacesFaces.model_rebuild()
