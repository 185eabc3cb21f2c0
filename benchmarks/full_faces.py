"""Faces with every member that Rekognition's service model names, for the size of its answers."""

import random
import struct
from typing import Any

from botocore.model import ListShape, Shape, StringShape, StructureShape
from botocore.session import get_session

_RATIOS = {"Left", "Top", "Width", "Height", "X", "Y"}
_KINDS = "Type"  # landmarks and emotions come once for each kind that there is


def full_faces(count: int) -> list[dict[str, Any]]:
    """FaceDetails; the numbers are random, with as many digits as Rekognition's 32-bit ones."""
    model = get_session().get_service_model("rekognition")
    shape = model.shape_for("FaceDetail")
    numbers = random.Random(count)
    return [_value(shape, "", numbers) for _ in range(count)]


def _value(shape: Shape, name: str, numbers: random.Random) -> Any:
    match shape:
        case StructureShape():
            return {n: _value(member, n, numbers) for n, member in shape.members.items()}
        case ListShape():
            return _one_of_each_kind(shape, numbers)
        case StringShape():
            return numbers.choice(shape.enum)
    match shape.type_name:
        case "boolean":
            return numbers.random() < 0.5
        case "integer":
            return numbers.randrange(100)
    return _single_precision(numbers.uniform(0, 1 if name in _RATIOS else 100))


def _one_of_each_kind(shape: ListShape, numbers: random.Random) -> list[dict[str, Any]]:
    element = shape.member
    assert isinstance(element, StructureShape)
    kinds = element.members[_KINDS]
    assert isinstance(kinds, StringShape)
    return [_value(element, "", numbers) | {_KINDS: kind} for kind in kinds.enum]


def _single_precision(number: float) -> float:
    single: float = struct.unpack("f", struct.pack("f", number))[0]
    return single
