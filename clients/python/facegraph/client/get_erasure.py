from typing import Optional

from .base_model import BaseModel
from .fragments import ErasureFields


class GetErasure(BaseModel):
    erasure: Optional["GetErasureErasure"]


GetErasureErasure = ErasureFields
GetErasure.model_rebuild()
