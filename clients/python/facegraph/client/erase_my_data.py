from pydantic import Field

from .base_model import BaseModel
from .fragments import ErasureFields


class EraseMyData(BaseModel):
    erase_my_data: "EraseMyDataEraseMyData" = Field(alias="eraseMyData")


EraseMyDataEraseMyData = ErasureFields
EraseMyData.model_rebuild()
