from pydantic import Field

from .base_model import BaseModel
from .fragments import ImageSummary


class ReanalyzeImage(BaseModel):
    reanalyze_image: "ImageSummary" = Field(alias="reanalyzeImage")


ReanalyzeImage.model_rebuild()
