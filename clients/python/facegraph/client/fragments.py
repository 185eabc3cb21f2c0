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


class AgeRange(BaseModel):
    low: int
    high: int


class BoundingBox(BaseModel):
    left: float
    top: float
    width: float
    height: float


class Emotion(BaseModel):
    type: EmotionType
    confidence: float


class Engine(BaseModel):
    name: str
    version: Optional[str]


class ErasureCounts(BaseModel):
    object_versions: int = Field(alias="objectVersions")
    images: int
    faces: int


class Remainder(BaseModel):
    what: str
    until: Optional[datetime]
    for_days: Optional[int] = Field(alias="forDays")


class Erasure(BaseModel):
    id: str
    status: ErasureStatus
    requested_at: datetime = Field(alias="requestedAt")
    finished_at: Optional[datetime] = Field(alias="finishedAt")
    removed: "ErasureCounts"
    found: Optional["ErasureCounts"]
    remains: list["Remainder"]


class EyeDirection(BaseModel):
    yaw: float
    pitch: float
    confidence: float


class FaceAttribute(BaseModel):
    value: bool
    confidence: float


class Gender(BaseModel):
    value: GenderType
    confidence: float


class ImageQuality(BaseModel):
    brightness: float
    sharpness: float


class Landmark(BaseModel):
    type: LandmarkType
    x: float
    y: float


class Pose(BaseModel):
    roll: float
    yaw: float
    pitch: float


class Face(BaseModel):
    bounding_box: "BoundingBox" = Field(alias="boundingBox")
    confidence: float
    landmarks: list["Landmark"]
    pose: Optional["Pose"]
    quality: Optional["ImageQuality"]
    age_range: Optional["AgeRange"] = Field(alias="ageRange")
    gender: Optional["Gender"]
    emotions: Optional[list["Emotion"]]
    smile: Optional["FaceAttribute"]
    eyeglasses: Optional["FaceAttribute"]
    sunglasses: Optional["FaceAttribute"]
    beard: Optional["FaceAttribute"]
    mustache: Optional["FaceAttribute"]
    eyes_open: Optional["FaceAttribute"] = Field(alias="eyesOpen")
    mouth_open: Optional["FaceAttribute"] = Field(alias="mouthOpen")
    face_occluded: Optional["FaceAttribute"] = Field(alias="faceOccluded")
    eye_direction: Optional["EyeDirection"] = Field(alias="eyeDirection")
    id: str
    image_id: str = Field(alias="imageId")


class FacePage(BaseModel):
    next_token: Optional[str] = Field(alias="nextToken")
    items: list["Face"]


class Failure(BaseModel):
    code: FailureCode
    message: str
    retryable: bool


class FormField(BaseModel):
    name: str
    value: str


class ImageSummary(BaseModel):
    id: str
    owner: str
    key: str
    uploaded_at: datetime = Field(alias="uploadedAt")
    content_type: Optional[str] = Field(alias="contentType")
    width: Optional[int]
    height: Optional[int]
    size_bytes: Optional[float] = Field(alias="sizeBytes")
    status: ImageStatus
    failure: Optional["Failure"]
    face_count: Optional[int] = Field(alias="faceCount")
    analyzed_at: Optional[datetime] = Field(alias="analyzedAt")
    engine: Optional["Engine"]
    revision: int


class ImageWithFaces(ImageSummary):
    faces: Optional[list["Face"]]


class Image(ImageWithFaces):
    url: Optional[str]


class ImageChange(BaseModel):
    id: str
    kind: EventKind
    image_id: str = Field(alias="imageId")
    revision: int
    image: Optional["ImageSummary"]


class ImageEvent(ImageChange):
    version: int
    occurred_at: datetime = Field(alias="occurredAt")
    owner: str
    truncated: bool
    faces: Optional[list["Face"]]


class ListedImage(ImageSummary):
    url: Optional[str]


class ImagePage(BaseModel):
    next_token: Optional[str] = Field(alias="nextToken")
    items: list["ListedImage"]


class ImageWithFacesPage(BaseModel):
    next_token: Optional[str] = Field(alias="nextToken")
    items: list["ImageWithFaces"]


class UploadForm(BaseModel):
    image_id: str = Field(alias="imageId")
    key: str
    url: str
    expires_at: datetime = Field(alias="expiresAt")
    fields: list["FormField"]
    image: Optional["ImageSummary"]


AgeRange.model_rebuild()
BoundingBox.model_rebuild()
Emotion.model_rebuild()
Engine.model_rebuild()
ErasureCounts.model_rebuild()
Remainder.model_rebuild()
Erasure.model_rebuild()
EyeDirection.model_rebuild()
FaceAttribute.model_rebuild()
Gender.model_rebuild()
ImageQuality.model_rebuild()
Landmark.model_rebuild()
Pose.model_rebuild()
Face.model_rebuild()
FacePage.model_rebuild()
Failure.model_rebuild()
FormField.model_rebuild()
ImageSummary.model_rebuild()
ImageWithFaces.model_rebuild()
Image.model_rebuild()
ImageChange.model_rebuild()
ImageEvent.model_rebuild()
ListedImage.model_rebuild()
ImagePage.model_rebuild()
ImageWithFacesPage.model_rebuild()
UploadForm.model_rebuild()
