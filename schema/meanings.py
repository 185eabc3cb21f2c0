"""What types, fields, arguments and enum values mean, in the words beside their declaration.

A type's meaning is the first paragraph of its docstring, that of a member or an enum value is the
string below it. A field's is the first paragraph of its resolver's docstring, and an argument has a
`Meaning` in its annotation.
"""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from core.model.shape import Choice, Record, members_of
from core.model.wire import camel_case
from resolvers.api import FIELDS
from resolvers.declaration import ROOTS, Field
from schema.shapes import shapes_of_the_api, type_name

# Their values are Rekognition's words, and Rekognition's documentation explains them.
EXPLAINED_BY_REKOGNITION = frozenset({"LandmarkType", "EmotionType", "GenderType"})
_ROOT = Path(__file__).parents[1]

Meanings = Mapping[str, str | None]


class Undescribed(Exception):
    """Something in the API has no meaning beside its declaration; each line says what and where."""


@cache
def meanings() -> Mapping[str, str]:
    """By `Type`, `Type.field`, `Type.field(argument)` and `Enum.VALUE`. Raises Undescribed."""
    found = dict(_all_meanings())
    missing = [f"describe {name} in {place}" for name, (text, place) in found.items() if not text]
    if missing:
        raise Undescribed("\n".join(missing))
    return {name: text for name, (text, _) in found.items() if text}


def meaning(type_name: str, member: str | None = None) -> str:
    return meanings()[f"{type_name}.{member}" if member else type_name]


def _all_meanings() -> Iterator[tuple[str, tuple[str | None, str]]]:
    for shape in shapes_of_the_api():
        yield from _of_choice(shape) if isinstance(shape, Choice) else _of_record(shape)
    for root in ROOTS:
        yield root.__name__, (first_paragraph(root), _file_of(root))
    for field in FIELDS:
        yield from _of_field(field)


def _of_record(record: Record) -> Iterator[tuple[str, tuple[str | None, str]]]:
    name, place = type_name(record), _file_of(record.kind)
    below = member_docstrings(record.kind)
    yield name, (first_paragraph(record.kind), place)
    for member, _ in members_of(record):
        yield f"{name}.{camel_case(member)}", (below.get(member), place)


def _of_choice(choice: Choice) -> Iterator[tuple[str, tuple[str | None, str]]]:
    name, place = type_name(choice), _file_of(choice.kind)
    below = member_docstrings(choice.kind)
    yield name, (first_paragraph(choice.kind), place)
    if name not in EXPLAINED_BY_REKOGNITION:
        for member in choice.kind:
            yield f"{name}.{member.value}", (below.get(member.name), place)


def _of_field(field: Field) -> Iterator[tuple[str, tuple[str | None, str]]]:
    name, place = f"{field.type_name}.{field.field_name}", _file_of(field.resolver)
    yield name, (first_paragraph(field.resolver), place)
    for argument in field.signature.arguments:
        yield f"{name}({argument.wire_name})", (argument.meaning, place)


def first_paragraph(declared: type | Callable[..., Any]) -> str | None:
    """None also for the docstring that a dataclass writes for itself: its signature."""
    text = inspect.cleandoc(declared.__doc__ or "").split("\n\n")[0]
    is_own = not text.startswith(f"{declared.__name__}(")
    return " ".join(text.split()) if text and is_own else None


@cache
def member_docstrings(kind: type) -> Mapping[str, str]:
    """The strings below a class's members, those of its bases included."""
    below: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        if each.__module__ not in ("builtins", "enum", "typing"):
            below |= _strings_below_members(ast.parse(inspect.getsource(each)).body[0])
    return below


def _strings_below_members(class_node: Any) -> Iterator[tuple[str, str]]:
    for member, below in pairwise(class_node.body):
        match member, below:
            case (
                ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]),
                ast.Expr(ast.Constant(str(text))),
            ):
                yield name, " ".join(text.split())


def _file_of(declared: type | Callable[..., Any]) -> str:
    return Path(inspect.getfile(declared)).relative_to(_ROOT).as_posix()
