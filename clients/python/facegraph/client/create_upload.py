from pydantic import Field

from .base_model import BaseModel
from .fragments import UploadForm


class CreateUpload(BaseModel):
    create_upload: "UploadForm" = Field(alias="createUpload")


CreateUpload.model_rebuild()
