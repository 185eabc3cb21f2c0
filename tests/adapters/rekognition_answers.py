"""DetectFaces' answers, as botocore hands them over."""

from typing import Any

from adapters.face_engine import ENGINE_HEADER
from core.model.face import FaceDetail
from core.model.wire import to_wire


def an_answer(*faces: FaceDetail, server: str | None = None) -> dict[str, Any]:
    """`server`: what the engine calls itself."""
    details = [_in_rekognitions_words(to_wire(face)) for face in faces]
    headers = {ENGINE_HEADER: server} if server else {}
    return {"FaceDetails": details, "ResponseMetadata": {"HTTPHeaders": headers}}


def _in_rekognitions_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {name[0].upper() + name[1:]: _in_rekognitions_words(v) for name, v in value.items()}
    return [_in_rekognitions_words(item) for item in value] if isinstance(value, list) else value
