from typing import Optional

from .base_model import BaseModel
from .fragments import Erasure


class GetErasure(BaseModel):
    erasure: Optional["Erasure"]


GetErasure.model_rebuild()
