"""Answers of DetectFaces, in the form in which botocore returns them."""

from dataclasses import fields, replace
from typing import Any

from botocore.model import StructureShape
from botocore.session import get_session

from adapters.face_engine import ENGINE_HEADER
from core.model.face import FaceDetail
from core.model.wire import camel_case, to_wire


def as_rekognition_knows(face: FaceDetail) -> FaceDetail:
    """The face without the members that Rekognition does not have."""
    shape = get_session().get_service_model("rekognition").shape_for("FaceDetail")
    assert isinstance(shape, StructureShape)
    ours = [
        f.name for f in fields(face) if _rekognitions_name(camel_case(f.name)) not in shape.members
    ]
    unknown: dict[str, Any] = dict.fromkeys(ours)
    return replace(face, **unknown)


def an_answer(*faces: FaceDetail, server: str | None = None) -> dict[str, Any]:
    """`server`: the name that the engine gives itself."""
    known = [to_wire(as_rekognition_knows(face)) for face in faces]
    details = [_in_rekognitions_words(_without_nulls(face)) for face in known]
    headers = {ENGINE_HEADER: server} if server else {}
    return {"FaceDetails": details, "ResponseMetadata": {"HTTPHeaders": headers}}


def _without_nulls(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value is not None}


def _rekognitions_name(name: str) -> str:
    return name[0].upper() + name[1:]


def _in_rekognitions_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {_rekognitions_name(name): _in_rekognitions_words(v) for name, v in value.items()}
    return [_in_rekognitions_words(item) for item in value] if isinstance(value, list) else value
