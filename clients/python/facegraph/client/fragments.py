from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import (
    EmotionType,
    ErasureStatus,
    EventKind,
    FailureCode,
    GenderType,
    ImageStatus,
    LandmarkType,
)


class Attribute(BaseModel):
    value: bool
    confidence: float


class ImageFields(BaseModel):
    id: str
    owner: str
    key: str
    uploaded_at: datetime = Field(alias="uploadedAt")
    content_type: Optional[str] = Field(alias="contentType")
    width: Optional[int]
    height: Optional[int]
    size_bytes: Optional[float] = Field(alias="sizeBytes")
    status: ImageStatus
    failure: Optional["ImageFieldsFailure"]
    face_count: Optional[int] = Field(alias="faceCount")
    analyzed_at: Optional[datetime] = Field(alias="analyzedAt")
    engine: Optional["ImageFieldsEngine"]
    revision: int


class ImageFieldsFailure(BaseModel):
    code: FailureCode
    message: str
    retryable: bool


class ImageFieldsEngine(BaseModel):
    name: str
    version: Optional[str]


class ChangeFields(BaseModel):
    id: str
    kind: EventKind
    image_id: str = Field(alias="imageId")
    revision: int
    image: Optional["ChangeFieldsImage"]


class ChangeFieldsImage(ImageFields):
    pass


class Counts(BaseModel):
    object_versions: int = Field(alias="objectVersions")
    images: int
    faces: int


class ErasureFields(BaseModel):
    id: str
    status: ErasureStatus
    requested_at: datetime = Field(alias="requestedAt")
    finished_at: Optional[datetime] = Field(alias="finishedAt")
    removed: "ErasureFieldsRemoved"
    found: Optional["ErasureFieldsFound"]
    remains: list["ErasureFieldsRemains"]


class ErasureFieldsRemoved(Counts):
    pass


class ErasureFieldsFound(Counts):
    pass


class ErasureFieldsRemains(BaseModel):
    what: str
    until: Optional[datetime]
    for_days: Optional[int] = Field(alias="forDays")


class FaceFields(BaseModel):
    id: str
    image_id: str = Field(alias="imageId")
    bounding_box: "FaceFieldsBoundingBox" = Field(alias="boundingBox")
    confidence: float
    landmarks: list["FaceFieldsLandmarks"]
    pose: Optional["FaceFieldsPose"]
    quality: Optional["FaceFieldsQuality"]
    age_range: Optional["FaceFieldsAgeRange"] = Field(alias="ageRange")
    gender: Optional["FaceFieldsGender"]
    emotions: Optional[list["FaceFieldsEmotions"]]
    smile: Optional["FaceFieldsSmile"]
    eyeglasses: Optional["FaceFieldsEyeglasses"]
    sunglasses: Optional["FaceFieldsSunglasses"]
    beard: Optional["FaceFieldsBeard"]
    mustache: Optional["FaceFieldsMustache"]
    eyes_open: Optional["FaceFieldsEyesOpen"] = Field(alias="eyesOpen")
    mouth_open: Optional["FaceFieldsMouthOpen"] = Field(alias="mouthOpen")
    face_occluded: Optional["FaceFieldsFaceOccluded"] = Field(alias="faceOccluded")
    eye_direction: Optional["FaceFieldsEyeDirection"] = Field(alias="eyeDirection")


class FaceFieldsBoundingBox(BaseModel):
    left: float
    top: float
    width: float
    height: float


class FaceFieldsLandmarks(BaseModel):
    type_: LandmarkType = Field(alias="type")
    x: float
    y: float


class FaceFieldsPose(BaseModel):
    roll: float
    yaw: float
    pitch: float


class FaceFieldsQuality(BaseModel):
    brightness: float
    sharpness: float


class FaceFieldsAgeRange(BaseModel):
    low: int
    high: int


class FaceFieldsGender(BaseModel):
    value: GenderType
    confidence: float


class FaceFieldsEmotions(BaseModel):
    type_: EmotionType = Field(alias="type")
    confidence: float


class FaceFieldsSmile(Attribute):
    pass


class FaceFieldsEyeglasses(Attribute):
    pass


class FaceFieldsSunglasses(Attribute):
    pass


class FaceFieldsBeard(Attribute):
    pass


class FaceFieldsMustache(Attribute):
    pass


class FaceFieldsEyesOpen(Attribute):
    pass


class FaceFieldsMouthOpen(Attribute):
    pass


class FaceFieldsFaceOccluded(Attribute):
    pass


class FaceFieldsEyeDirection(BaseModel):
    yaw: float
    pitch: float
    confidence: float


class EventFields(ChangeFields):
    version: int
    occurred_at: datetime = Field(alias="occurredAt")
    owner: str
    truncated: bool
    faces: Optional[list["EventFieldsFaces"]]


class EventFieldsFaces(FaceFields):
    pass


Attribute.model_rebuild()
ImageFields.model_rebuild()
ChangeFields.model_rebuild()
Counts.model_rebuild()
ErasureFields.model_rebuild()
FaceFields.model_rebuild()
EventFields.model_rebuild()
