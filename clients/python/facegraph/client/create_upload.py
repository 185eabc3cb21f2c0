from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import ImageFields


class CreateUpload(BaseModel):
    create_upload: "CreateUploadCreateUpload" = Field(alias="createUpload")


class CreateUploadCreateUpload(BaseModel):
    image_id: str = Field(alias="imageId")
    key: str
    url: str
    expires_at: datetime = Field(alias="expiresAt")
    fields: list["CreateUploadCreateUploadFields"]
    image: Optional["CreateUploadCreateUploadImage"]


class CreateUploadCreateUploadFields(BaseModel):
    name: str
    value: str


CreateUploadCreateUploadImage = ImageFields
CreateUpload.model_rebuild()
CreateUploadCreateUpload.model_rebuild()
