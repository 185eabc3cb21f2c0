"""The types that the declared fields use, and their names in GraphQL."""

from collections.abc import Iterable, Iterator

from core.model.shape import Choice, Record, Shape, members_of, named_in
from resolvers.api import FIELDS
from resolvers.declaration import Field


def type_name(named: Record | Choice) -> str:
    """`Page[Image]` is an ImageConnection, as GraphQL clients know lists in pages."""
    if isinstance(named, Record) and named.arguments:
        (item,) = named.arguments
        return f"{item.__name__}Connection"
    return named.kind.__name__


def shapes_of_the_api() -> list[Record | Choice]:
    """Every object and every enum of the API, once each, in the order in which fields use them."""
    shapes = [shape for field in FIELDS for shape in _shapes_of(field)]
    return list(dict.fromkeys(named_within(shapes)))


def _shapes_of(field: Field) -> Iterator[Shape]:
    yield field.signature.returns
    yield from (argument.shape for argument in field.signature.arguments)


def named_within(shapes: Iterable[Shape]) -> Iterator[Record | Choice]:
    for shape in shapes:
        named = named_in(shape)
        if named:
            yield named
        if isinstance(named, Record):
            yield from named_within(shape for _, shape in members_of(named))
