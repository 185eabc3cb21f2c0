"""Validates requests by botocore's model of the service, from which SDKs are generated."""

import base64
import binascii
import re
from typing import Any

from botocore.model import ListShape, Shape, StringShape, StructureShape

from rekognition_emulator.errors import ConstraintViolated, ImageTooLarge, SerializationFailed

_JSON_TYPES = {"structure": dict, "list": list, "string": str, "blob": str}


def parsed(value: Any, shape: Shape, path: str = "") -> Any:
    """`value` with blobs decoded and members unknown to the model, or null, left out.

    Raises SerializationFailed for a wrong type, ConstraintViolated for a broken constraint and
    ImageTooLarge for a long blob: every blob that this service takes is an image. `path` is
    written as Rekognition writes it (`image.s3Object.name`).
    """
    _require_type(value, shape, path)
    if isinstance(shape, StructureShape):
        return _structure(value, shape, path)
    if isinstance(shape, ListShape):
        return [
            parsed(item, shape.member, f"{path}.{position}.member")
            for position, item in enumerate(value, start=1)
        ]
    if isinstance(shape, StringShape):
        return _string(value, shape, path)
    return _blob(value, shape, path)


def _require_type(value: Any, shape: Shape, path: str) -> None:
    if not isinstance(value, _JSON_TYPES[shape.type_name]):
        raise SerializationFailed(f"{path or 'request'} must be of type {shape.type_name}")


def _structure(value: dict[str, Any], shape: StructureShape, path: str) -> dict[str, Any]:
    present = {name: value[name] for name in shape.members if value.get(name) is not None}
    for name in shape.required_members:
        if name not in present:
            raise _violation("null", _joined(path, name), "not be null")
    return {
        name: parsed(member, shape.members[name], _joined(path, name))
        for name, member in present.items()
    }


def _string(value: str, shape: StringShape, path: str) -> str:
    _require_length(value, shape, path, shown=f"'{value}'")
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        raise _violation(f"'{value}'", path, f"satisfy regular expression pattern: {pattern}")
    if shape.enum and value not in shape.enum:
        raise _violation(f"'{value}'", path, f"satisfy enum value set: [{', '.join(shape.enum)}]")
    return value


def _blob(value: str, shape: Shape, path: str) -> bytes:
    try:
        decoded = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SerializationFailed(f"{path} is not base64") from error
    if len(decoded) > shape.metadata.get("max", len(decoded)):
        raise ImageTooLarge
    _require_length(decoded, shape, path, shown="of bytes")
    return decoded


def _require_length(value: str | bytes, shape: Shape, path: str, *, shown: str) -> None:
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max", len(value))
    if len(value) < least:
        raise _violation(shown, path, f"have length greater than or equal to {least}")
    if len(value) > most:
        raise _violation(shown, path, f"have length less than or equal to {most}")


def _violation(shown: str, path: str, rule: str) -> ConstraintViolated:
    return ConstraintViolated(
        f"1 validation error detected: Value {shown} at '{path}' failed to satisfy constraint: "
        f"Member must {rule}"
    )


def _joined(path: str, member: str) -> str:
    name = member[0].lower() + member[1:]
    return f"{path}.{name}" if path else name
