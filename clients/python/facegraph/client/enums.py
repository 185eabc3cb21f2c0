from enum import Enum


class EmotionType(str, Enum):
    HAPPY = "HAPPY"
    SAD = "SAD"
    ANGRY = "ANGRY"
    CONFUSED = "CONFUSED"
    DISGUSTED = "DISGUSTED"
    SURPRISED = "SURPRISED"
    CALM = "CALM"
    UNKNOWN = "UNKNOWN"
    FEAR = "FEAR"


class ErasureStatus(str, Enum):
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class EventKind(str, Enum):
    ANALYZED = "ANALYZED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    DELETED = "DELETED"


class FailureCode(str, Enum):
    EMPTY = "EMPTY"
    UNSUPPORTED_FORMAT = "UNSUPPORTED_FORMAT"
    CORRUPT_IMAGE = "CORRUPT_IMAGE"
    TOO_LARGE = "TOO_LARGE"
    TOO_SMALL = "TOO_SMALL"
    ENGINE_THROTTLED = "ENGINE_THROTTLED"
    ENGINE_UNAVAILABLE = "ENGINE_UNAVAILABLE"
    ENGINE_REFUSED = "ENGINE_REFUSED"
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    INTERNAL = "INTERNAL"


class GenderType(str, Enum):
    Male = "Male"
    Female = "Female"


class ImageStatus(str, Enum):
    PENDING = "PENDING"
    ANALYZED = "ANALYZED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"


class LandmarkType(str, Enum):
    eyeLeft = "eyeLeft"
    eyeRight = "eyeRight"
    nose = "nose"
    mouthLeft = "mouthLeft"
    mouthRight = "mouthRight"
    leftEyeBrowLeft = "leftEyeBrowLeft"
    leftEyeBrowRight = "leftEyeBrowRight"
    leftEyeBrowUp = "leftEyeBrowUp"
    rightEyeBrowLeft = "rightEyeBrowLeft"
    rightEyeBrowRight = "rightEyeBrowRight"
    rightEyeBrowUp = "rightEyeBrowUp"
    leftEyeLeft = "leftEyeLeft"
    leftEyeRight = "leftEyeRight"
    leftEyeUp = "leftEyeUp"
    leftEyeDown = "leftEyeDown"
    rightEyeLeft = "rightEyeLeft"
    rightEyeRight = "rightEyeRight"
    rightEyeUp = "rightEyeUp"
    rightEyeDown = "rightEyeDown"
    noseLeft = "noseLeft"
    noseRight = "noseRight"
    mouthUp = "mouthUp"
    mouthDown = "mouthDown"
    leftPupil = "leftPupil"
    rightPupil = "rightPupil"
    upperJawlineLeft = "upperJawlineLeft"
    midJawlineLeft = "midJawlineLeft"
    chinBottom = "chinBottom"
    midJawlineRight = "midJawlineRight"
    upperJawlineRight = "upperJawlineRight"
