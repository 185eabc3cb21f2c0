"""The shape of a type. Annotations are read here only; JSON, GraphQL, the events' JSON Schema and
the publisher's selection are made from shapes.

These are NamedTuples because every cold start pays for a class, and a dataclass costs more.
"""

import dataclasses
import types
import typing
from datetime import datetime
from enum import Enum, auto
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar

T = TypeVar("T")
_SCALARS = (str, int, float, bool, datetime)


class Range(NamedTuple):
    """The limits of a number, or of a list's length. None means no limit."""

    at_least: int | None = None
    at_most: int | None = None


class Scalar(NamedTuple):
    """A text, a number, a truth value or a time."""

    kind: type
    range: Range | None = None
    is_id: bool = False


class Choice(NamedTuple):
    kind: type[Enum]


class Nullable(NamedTuple):
    inner: "Shape"


class ListOf(NamedTuple):
    item: "Shape"
    range: Range | None = None


class Record(NamedTuple):
    """A dataclass; `arguments` are those of a generic one, such as `Page[Image]`.

    `is_json`: a client sends it as a JSON document in a string.
    """

    kind: type
    arguments: tuple[Any, ...] = ()
    is_json: bool = False


Shape = Scalar | Choice | Nullable | ListOf | Record


class _Mark(Enum):
    ID = auto()
    JSON = auto()


Id = Annotated[str, _Mark.ID]
Json = Annotated[T, _Mark.JSON]
Percent = Annotated[float, Range(0, 100)]
Degrees = Annotated[float, Range(-180, 180)]
Pixels = Annotated[int, Range(1)]


class NoJsonForm(TypeError):
    """An annotation that the API cannot carry; the text says which, and what it may be."""


@cache
def shape_of(hint: Any) -> Shape:
    """Raises NoJsonForm."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _noted(shape_of(arguments[0]), arguments[1:])
    if origin in (types.UnionType, typing.Union):
        return _nullable(hint, arguments)
    if origin is tuple:
        return ListOf(shape_of(arguments[0]))
    if dataclasses.is_dataclass(origin or hint):
        return Record(origin or hint, arguments)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Choice(hint)
    if hint in _SCALARS:
        return Scalar(hint)
    raise NoJsonForm(f"{hint} has no JSON form: annotate a dataclass, an enum, a tuple or a scalar")


@cache
def members_of(record: Record) -> tuple[tuple[str, Shape], ...]:
    """Each member's name, as Python writes it, and its shape."""
    hints = typing.get_type_hints(record.kind, include_extras=True)
    names = [field.name for field in dataclasses.fields(record.kind)]
    return tuple((name, _member(record, name, hints[name])) for name in names)


def named_in(shape: Shape) -> "Record | Choice | None":
    """The dataclass or the enum that a value of this shape is, or is a list of."""
    match shape:
        case Record() | Choice():
            return shape
        case Nullable(inner) | ListOf(inner):
            return named_in(inner)
    return None


def record_in(shape: Shape) -> Record | None:
    named = named_in(shape)
    return named if isinstance(named, Record) else None


def _nullable(hint: Any, arguments: tuple[Any, ...]) -> Shape:
    inner = [argument for argument in arguments if argument is not types.NoneType]
    if len(inner) != 1 or len(arguments) != 2:
        raise NoJsonForm(f"{hint} has no JSON form: annotate one type, or one type and None")
    return Nullable(shape_of(inner[0]))


def _noted(shape: Shape, notes: tuple[object, ...]) -> Shape:
    for note in notes:
        if note is _Mark.JSON and isinstance(shape, Record):
            shape = shape._replace(is_json=True)
        elif note is _Mark.ID and isinstance(shape, Scalar):
            shape = shape._replace(is_id=True)
        elif isinstance(note, Range) and isinstance(shape, Scalar | ListOf):
            shape = shape._replace(range=note)
    return shape


def _member(record: Record, name: str, hint: Any) -> Shape:
    try:
        return shape_of(_filled(hint, record.arguments))
    except NoJsonForm as error:
        place = f"{record.kind.__name__}.{name} in {record.kind.__module__}"
        raise NoJsonForm(f"{place}: {error}") from None


def _filled(hint: Any, arguments: tuple[Any, ...]) -> Any:
    """A generic dataclass's member, with what stands for its type variable."""
    return hint[arguments] if arguments and getattr(hint, "__parameters__", ()) else hint
