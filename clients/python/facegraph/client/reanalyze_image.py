from pydantic import Field

from .base_model import BaseModel
from .fragments import ImageFields


class ReanalyzeImage(BaseModel):
    reanalyze_image: "ReanalyzeImageReanalyzeImage" = Field(alias="reanalyzeImage")


ReanalyzeImageReanalyzeImage = ImageFields
ReanalyzeImage.model_rebuild()
