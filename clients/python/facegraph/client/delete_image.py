from pydantic import Field

from .base_model import BaseModel


class DeleteImage(BaseModel):
    delete_image: str = Field(alias="deleteImage")
