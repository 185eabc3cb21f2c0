"""Writes the JSON Schema of what the topic and subscribers are told: core's dataclasses in the form
that `core.model.wire` gives them. Subscribers ignore members that it does not name."""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from core.model.event import EVENT_VERSION, EventKind, ImageEvent
from core.model.face import (
    AgeRange,
    Emotion,
    EyeDirection,
    Face,
    FaceAttribute,
    Gender,
    ImageQuality,
    Pose,
)
from core.model.image import Image
from core.model.wire import camel_case
from schema.descriptions import description

EVENT_SCHEMA_FILE = Path(__file__).parent.parent / "clients" / "image-event.schema.json"
_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean"}
_MOST_FACES = 100  # of a call: https://docs.aws.amazon.com/rekognition/latest/dg/limits.html

Schema = dict[str, Any]
_PERCENT = {"minimum": 0, "maximum": 100}
_DEGREES = {"minimum": -180, "maximum": 180}
# Rekognition's own ranges, and ours. It promises none for ratios: boxes reach over the border.
_RANGES: Mapping[type, Mapping[str, Schema]] = {
    ImageEvent: {
        "version": {"const": EVENT_VERSION},
        "revision": {"minimum": 1},
        "faces": {"maxItems": _MOST_FACES},
    },
    Image: {
        "width": {"minimum": 1},
        "height": {"minimum": 1},
        "size_bytes": {"minimum": 0},
        "face_count": {"minimum": 0, "maximum": _MOST_FACES},
        "revision": {"minimum": 1},
    },
    Face: {"confidence": _PERCENT},
    FaceAttribute: {"confidence": _PERCENT},
    Gender: {"confidence": _PERCENT},
    Emotion: {"confidence": _PERCENT},
    EyeDirection: {"yaw": _DEGREES, "pitch": _DEGREES, "confidence": _PERCENT},
    Pose: {"roll": _DEGREES, "yaw": _DEGREES, "pitch": _DEGREES},
    ImageQuality: {"brightness": _PERCENT, "sharpness": _PERCENT},
    AgeRange: {"low": {"minimum": 0}, "high": {"minimum": 0}},
}
_NULL: Schema = {"type": "null"}
_DELETED: Schema = {"properties": {"kind": {"const": EventKind.DELETED}}}
_TRUNCATED: Schema = {"properties": {"truncated": {"const": True}}}
_IS_THERE: Schema = {"not": _NULL}


def event_schema() -> Schema:
    definitions: dict[str, Schema] = {}
    event = _object(ImageEvent, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:facegraph:image-event:{EVENT_VERSION}",
        **event,
        **_what_is_there(),
        "$defs": dict(sorted(definitions.items())),
    }


def _what_is_there() -> Schema:
    """A removed image is not told, nor its faces; those of any other are, unless `truncated`."""
    return {
        "if": _DELETED,
        "then": {"properties": {"image": _NULL, "faces": _NULL, "truncated": {"const": False}}},
        "else": {
            "properties": {"image": _IS_THERE},
            "if": _TRUNCATED,
            "then": {"properties": {"faces": _NULL}},
            "else": {"properties": {"faces": _IS_THERE}},
        },
    }


def _object(kind: type, definitions: dict[str, Schema]) -> Schema:
    """Every member is always there, unknown ones as null; there may be others one day."""
    hints = typing.get_type_hints(kind)
    properties = {
        camel_case(field.name): {"description": description(kind.__name__, camel_case(field.name))}
        | _member(kind, field.name, hints[field.name], definitions)
        for field in dataclasses.fields(kind)
    }
    return {
        "title": kind.__name__,
        "description": description(kind.__name__),
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def _member(kind: type, name: str, hint: Any, definitions: dict[str, Schema]) -> Schema:
    return _schema(hint, definitions) | _RANGES.get(kind, {}).get(name, {})


def _schema(hint: Any, definitions: dict[str, Schema]) -> Schema:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (argument for argument in arguments if argument is not types.NoneType)
        return _or_null(_schema(inner, definitions))
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if hint is datetime:
        return {"type": "string", "format": "date-time"}
    if hint in _SCALARS:
        return {"type": _SCALARS[hint]}
    return _reference(hint, definitions)


def _or_null(schema: Schema) -> Schema:
    if "type" in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, _NULL]}


def _reference(kind: type, definitions: dict[str, Schema]) -> Schema:
    name = kind.__name__
    if name not in definitions:
        is_enum = issubclass(kind, Enum)
        definitions[name] = _enum(kind) if is_enum else _object(kind, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _enum(kind: type[Enum]) -> Schema:
    return {
        "title": kind.__name__,
        "description": description(kind.__name__),
        "type": "string",
        "enum": [member.value for member in kind],
    }


def event_schema_text() -> str:
    return json.dumps(event_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    EVENT_SCHEMA_FILE.write_text(event_schema_text())
