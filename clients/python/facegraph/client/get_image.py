from typing import Optional

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    FaceFields,
    ImageFields,
    ImageFieldsEngine,
    ImageFieldsFailure,
)


class GetImage(BaseModel):
    image: Optional["GetImageImage"]


class GetImageImage(ImageFields):
    url: Optional[str]
    faces: Optional[list["GetImageImageFaces"]]


GetImageImageFaces = FaceFields
GetImage.model_rebuild()
GetImageImage.model_rebuild()
