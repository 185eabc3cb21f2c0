"""FaceEngine over Amazon Rekognition's DetectFaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from core.model.appearance import EmotionType
from core.model.detection import Detection
from core.model.face import FaceDetail
from core.model.failure import AnalysisFailed, FailureCode, ImageRejected
from core.model.geometry import LandmarkType
from core.model.image import Engine
from core.model.stored_object import ObjectVersion
from core.model.wire import from_wire
from core.ports import ObjectGone

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

ENGINE_HEADER = "x-face-engine"
_REJECTIONS = {
    "InvalidImageFormatException": FailureCode.CORRUPT_IMAGE,
    "ImageTooLargeException": FailureCode.TOO_LARGE,
}
_KINDS: dict[str, type[StrEnum]] = {"landmarks": LandmarkType, "emotions": EmotionType}
_FAILURES = {
    "ProvisionedThroughputExceededException": FailureCode.ENGINE_THROTTLED,
    "ThrottlingException": FailureCode.ENGINE_THROTTLED,
    "InvalidParameterException": FailureCode.ENGINE_REFUSED,
    "AccessDeniedException": FailureCode.ENGINE_REFUSED,
}


@dataclass(frozen=True, slots=True)
class RekognitionEngine:
    client: "RekognitionClient"

    def detect(self, version: ObjectVersion) -> Detection:
        try:
            response = self.client.detect_faces(
                Image={
                    "S3Object": {
                        "Bucket": version.bucket,
                        "Name": version.key,
                        "Version": version.version_id,
                    }
                },
                Attributes=["ALL"],
            )
        except ClientError as error:
            raise _refusal(error.response["Error"]["Code"]) from error
        except BotoCoreError as error:
            raise AnalysisFailed(FailureCode.ENGINE_UNAVAILABLE) from error
        return Detection(
            faces=tuple(face_detail(detail) for detail in response["FaceDetails"]),
            engine=_engine(response["ResponseMetadata"]["HTTPHeaders"]),
        )


def face_detail(detail: Mapping[str, Any]) -> FaceDetail:
    """Rekognition's FaceDetail in our naming: the same members, first letters in lower case.

    Rekognition adds kinds over time. A kind that our schema does not have yet is left out,
    since the analysis is paid for.
    """
    document = _lower_first({"Landmarks": []} | dict(detail))
    for name, kinds in _KINDS.items():
        if name in document:
            document[name] = [item for item in document[name] if item["type"] in set(kinds)]
    return from_wire(FaceDetail, document)


def _lower_first(value: Any) -> Any:
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: _lower_first(v) for name, v in value.items()}
    if isinstance(value, list):
        return [_lower_first(item) for item in value]
    return value


def _refusal(code: str) -> ImageRejected | AnalysisFailed | ObjectGone:
    if code == "InvalidS3ObjectException":
        return ObjectGone()  # or unreadable for the engine: the next look at the bucket decides
    if code in _REJECTIONS:
        return ImageRejected(_REJECTIONS[code])
    return AnalysisFailed(_FAILURES.get(code, FailureCode.ENGINE_UNAVAILABLE))


def _engine(headers: Mapping[str, str]) -> Engine:
    """Rekognition returns no version. Another engine names itself in a header."""
    product, _, version = headers.get(ENGINE_HEADER, "Rekognition").partition("/")
    return Engine(name=product, version=version or None)
