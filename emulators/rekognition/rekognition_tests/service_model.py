"""Strict checks of documents against botocore's model of Rekognition."""

from typing import Any

from botocore.model import ListShape, Shape, StringShape, StructureShape
from botocore.session import get_session

REKOGNITION = get_session().get_service_model("rekognition")

_TYPES = {
    "structure": dict,
    "list": list,
    "string": str,
    "float": float,
    "integer": int,
    "boolean": bool,
}


def differences(document: Any, shape: Shape | None, path: str = "answer") -> list[str]:
    """The differences: wrong types, unknown members, nulls, values outside their range or enum."""
    assert shape is not None
    if not _has_type(document, shape):
        return [f"{path}: {document!r} is no {shape.type_name}"]
    if isinstance(shape, StructureShape):
        unknown = [f"{path}.{name}: unknown" for name in document if name not in shape.members]
        return unknown + [
            difference
            for name in document.keys() & shape.members.keys()
            for difference in differences(document[name], shape.members[name], f"{path}.{name}")
        ]
    if isinstance(shape, ListShape):
        return [
            difference
            for position, item in enumerate(document)
            for difference in differences(item, shape.member, f"{path}[{position}]")
        ]
    return _scalar_differences(document, shape, path)


def _has_type(document: Any, shape: Shape) -> bool:
    return isinstance(document, _TYPES[shape.type_name])


def _scalar_differences(value: Any, shape: Shape, path: str) -> list[str]:
    if isinstance(shape, StringShape):
        return [f"{path}: {value} is not in the enum"] if value not in shape.enum else []
    least, most = shape.metadata.get("min", value), shape.metadata.get("max", value)
    return [] if least <= value <= most else [f"{path}: {value} is out of range"]
