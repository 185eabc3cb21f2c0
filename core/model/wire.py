"""The JSON form of the core's types: camelCase names, ISO times, enum values, None as null."""

import dataclasses
import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

from core.model.shape import (
    Choice,
    ListOf,
    Nullable,
    Record,
    Scalar,
    Shape,
    members_of,
    shape_of,
)

T = TypeVar("T")
_WORD_START = re.compile(r"_([a-z])")


@cache
def camel_case(name: str) -> str:
    return _WORD_START.sub(lambda match: match[1].upper(), name)


def timestamp(moment: datetime) -> str:
    """AWSDateTime in UTC with milliseconds; texts sort as the times do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_wire(value: Any) -> Any:
    """A dataclass as a JSON document with every member, unknown ones as null."""
    kind: Any = type(value)
    return _writer(kind)(value)


def from_wire(kind: type[T], document: Any) -> T:
    """The reverse of `to_wire`. Members that `kind` does not have are ignored.

    Raises ValueError, TypeError or KeyError for a document that is not of that kind.
    """
    hint: Any = kind
    return cast("T", read_wire(shape_of(hint), document))


def read_wire(shape: Shape, value: Any) -> Any:
    """A value of this shape from its JSON form. Raises as `from_wire` does."""
    match shape:
        case Nullable(inner):
            return None if value is None else read_wire(inner, value)
        case ListOf(item):
            return tuple(read_wire(item, each) for each in _read_scalar(list, value))
        case Record():
            return _read_record(shape, value)
        case Choice(kind):
            return kind(value)
        case Scalar(kind):
            return _read_time(value) if kind is datetime else _read_scalar(kind, value)


def _read_record(record: Record, document: Any) -> Any:
    members = ((name, camel_case(name), shape) for name, shape in members_of(record))
    present = {
        name: read_wire(shape, document[wire]) for name, wire, shape in members if wire in document
    }
    return record.kind(**present)


def _read_time(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{value} is no time in UTC") from error


def _read_scalar(kind: type, value: Any) -> Any:
    if kind is float and type(value) is int:
        return _read_float(value)
    if kind is int and type(value) is float and value.is_integer():
        return int(value)
    if type(value) is kind:
        return value
    raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")


def _read_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError("the number is too large") from error


@cache
def _writer(kind: type) -> Callable[[Any], Any]:
    """Kept for each type: an event with a hundred faces has ten thousand values."""
    if dataclasses.is_dataclass(kind):
        names = [(field.name, camel_case(field.name)) for field in dataclasses.fields(kind)]
        return lambda value: {wire: to_wire(getattr(value, name)) for name, wire in names}
    if issubclass(kind, datetime):
        return timestamp
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, list | tuple):
        return lambda value: [to_wire(item) for item in value]
    return lambda value: value
