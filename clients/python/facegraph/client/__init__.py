from .appsync_client import AppSyncClient
from .base_model import BaseModel, Upload
from .client import Operations
from .create_upload import CreateUpload
from .delete_image import DeleteImage
from .enums import (
    EmotionType,
    ErasureStatus,
    EventKind,
    FailureCode,
    GenderType,
    ImageStatus,
    LandmarkType,
)
from .erase_my_data import EraseMyData
from .erasure import GetErasure
from .faces import ListFaces
from .fragments import (
    AgeRange,
    BoundingBox,
    Emotion,
    Engine,
    Erasure,
    ErasureCounts,
    EyeDirection,
    Face,
    FaceAttribute,
    FacePage,
    Failure,
    FormField,
    Gender,
    Image,
    ImageChange,
    ImageEvent,
    ImagePage,
    ImageQuality,
    ImageSummary,
    ImageWithFaces,
    ImageWithFacesPage,
    Landmark,
    ListedImage,
    Pose,
    Remainder,
    UploadForm,
)
from .image import GetImage
from .images import ListImages
from .images_with_faces import ListImagesWithFaces
from .on_event_of_image import OnEventOfImage
from .on_image_change import OnImageChange
from .on_image_event import OnImageEvent
from .reanalyze_image import ReanalyzeImage

__all__ = [
    "AgeRange",
    "AppSyncClient",
    "BaseModel",
    "BoundingBox",
    "CreateUpload",
    "DeleteImage",
    "Emotion",
    "EmotionType",
    "Engine",
    "EraseMyData",
    "Erasure",
    "ErasureCounts",
    "ErasureStatus",
    "EventKind",
    "EyeDirection",
    "Face",
    "FaceAttribute",
    "FacePage",
    "Failure",
    "FailureCode",
    "FormField",
    "Gender",
    "GenderType",
    "GetErasure",
    "GetImage",
    "Image",
    "ImageChange",
    "ImageEvent",
    "ImagePage",
    "ImageQuality",
    "ImageStatus",
    "ImageSummary",
    "ImageWithFaces",
    "ImageWithFacesPage",
    "Landmark",
    "LandmarkType",
    "ListFaces",
    "ListImages",
    "ListImagesWithFaces",
    "ListedImage",
    "OnEventOfImage",
    "OnImageChange",
    "OnImageEvent",
    "Operations",
    "Pose",
    "ReanalyzeImage",
    "Remainder",
    "Upload",
    "UploadForm",
]
