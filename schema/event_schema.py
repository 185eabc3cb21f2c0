"""The JSON Schema of published events: the form that `core.model.wire` gives an ImageEvent.

Subscribers ignore members that the schema does not name.
"""

import json
from datetime import datetime
from enum import Enum
from typing import Any

from core.model.event import EVENT_VERSION, EventKind, ImageEvent
from core.model.shape import (
    Choice,
    ListOf,
    Nullable,
    Range,
    Record,
    Scalar,
    Shape,
    members_of,
)
from core.model.wire import camel_case
from schema.export import ROOT
from schema.meanings import meaning
from schema.shapes import type_name

EVENT_SCHEMA_FILE = ROOT / "clients" / "image-event.schema.json"
_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean"}

Schema = dict[str, Any]
_NULL: Schema = {"type": "null"}
_DELETED: Schema = {"properties": {"kind": {"const": EventKind.DELETED}}}
_TRUNCATED: Schema = {"properties": {"truncated": {"const": True}}}
_IS_THERE: Schema = {"not": _NULL}


def event_schema() -> Schema:
    definitions: dict[str, Schema] = {}
    event = _object(Record(ImageEvent), definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:facegraph:image-event:{EVENT_VERSION}",
        **event,
        **_what_is_there(),
        "$defs": dict(sorted(definitions.items())),
    }


def _what_is_there() -> Schema:
    """`DELETED` has neither image nor faces; any other event has both, unless `truncated`."""
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


def _object(record: Record, definitions: dict[str, Schema]) -> Schema:
    """Every member is always there, unknown ones as null. Later versions may add members."""
    name = type_name(record)
    properties = {
        camel_case(member): {"description": meaning(name, camel_case(member))}
        | _schema(shape, definitions)
        for member, shape in members_of(record)
    }
    return {
        "title": name,
        "description": meaning(name),
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def _schema(shape: Shape, definitions: dict[str, Schema]) -> Schema:
    match shape:
        case Nullable(inner):
            return _or_null(_schema(inner, definitions))
        case ListOf(item, limits):
            most = {"maxItems": limits.at_most} if limits else {}
            return {"type": "array", "items": _schema(item, definitions)} | most
        case Scalar(kind, limits):
            return _scalar(kind) | _limits(limits)
        case Choice() | Record():
            return _reference(shape, definitions)


def _scalar(kind: type) -> Schema:
    return (
        {"type": "string", "format": "date-time"} if kind is datetime else {"type": _SCALARS[kind]}
    )


def _limits(limits: Range | None) -> Schema:
    if limits is None:
        return {}
    if limits.at_least == limits.at_most:
        return {"const": limits.at_least}
    ends = {"minimum": limits.at_least, "maximum": limits.at_most}
    return {name: value for name, value in ends.items() if value is not None}


def _or_null(schema: Schema) -> Schema:
    if "type" in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, _NULL]}


def _reference(shape: Record | Choice, definitions: dict[str, Schema]) -> Schema:
    name = type_name(shape)
    if name not in definitions:
        if isinstance(shape, Record):
            definitions[name] = _object(shape, definitions)
        else:
            definitions[name] = _enum(shape.kind)
    return {"$ref": f"#/$defs/{name}"}


def _enum(kind: type[Enum]) -> Schema:
    return {
        "title": kind.__name__,
        "description": meaning(kind.__name__),
        "type": "string",
        "enum": [member.value for member in kind],
    }


def event_schema_text() -> str:
    return json.dumps(event_schema(), indent=2, ensure_ascii=False) + "\n"
