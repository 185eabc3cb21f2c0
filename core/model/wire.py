"""The JSON form of the core's types: camelCase names, ISO times, enum values, None as null."""

import dataclasses
import re
import types
import typing
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")
_WORD_START = re.compile(r"_([a-z])")


def camel_case(name: str) -> str:
    return _WORD_START.sub(lambda match: match[1].upper(), name)


def timestamp(moment: datetime) -> str:
    """AWSDateTime in UTC with milliseconds; texts sort as the times do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_wire(value: Any) -> Any:
    """A dataclass as a JSON document with every member, unknown ones as null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {wire: to_wire(getattr(value, name)) for name, wire in _names(type(value))}
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [to_wire(item) for item in value]
    return value


def from_wire(kind: type[T], document: Any) -> T:
    """The reverse of `to_wire`. Members that `kind` does not have are ignored.

    Raises ValueError, TypeError or KeyError for a document that is not of that kind.
    """
    return cast("T", _read(kind, document))


def _read(kind: Any, value: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (arg for arg in typing.get_args(kind) if arg is not types.NoneType)
        return None if value is None else _read(inner, value)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(_read(inner, item) for item in _read_scalar(list, value))
    if dataclasses.is_dataclass(kind):
        return _read_dataclass(cast("type", kind), value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    return _read_scalar(kind, value)


def _read_dataclass(kind: type, document: Any) -> Any:
    hints = _hints(kind)
    present = {name: wire for name, wire in _names(kind) if wire in document}
    return kind(**{name: _read(hints[name], document[wire]) for name, wire in present.items()})


def _read_scalar(kind: type, value: Any) -> Any:
    if issubclass(kind, Enum):
        return kind(value)
    if kind is float and type(value) is int:
        return float(value)
    if kind is int and type(value) is float and value.is_integer():
        return int(value)
    if type(value) is kind:
        return value
    raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")


@cache
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    fields = dataclasses.fields(kind)
    return tuple((field.name, camel_case(field.name)) for field in fields)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
