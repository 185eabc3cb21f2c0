from pydantic import Field

from .base_model import BaseModel
from .fragments import Erasure


class EraseMyData(BaseModel):
    erase_my_data: "Erasure" = Field(alias="eraseMyData")


EraseMyData.model_rebuild()
