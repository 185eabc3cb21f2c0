"""The declared types and fields as GraphQL types: same names, same members, camelCase."""

import types
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

import strawberry

from core.model.shape import (
    Choice,
    ListOf,
    Nullable,
    Record,
    Scalar,
    Shape,
    members_of,
    named_in,
)
from resolvers.api import FIELDS
from resolvers.declaration import Audience, Field
from schema.appsync import AWSJSON, AwsCognitoUserPools, AWSDateTime, AwsIam
from schema.invocation import resolved

_OPENS = {Audience.BACKEND: AwsIam, Audience.USERS: AwsCognitoUserPools}


def type_name(named: Record | Choice) -> str:
    """`Page[Image]` is an ImageConnection, as GraphQL clients know lists in pages."""
    if isinstance(named, Record) and named.arguments:
        (item,) = named.arguments
        return f"{item.__name__}Connection"
    return named.kind.__name__


def fields_of(parent: type) -> list[Field]:
    return [field for field in FIELDS if field.parent is parent]


@cache
def graphql_type(shape: Shape) -> Any:
    match shape:
        case Nullable(inner):
            return graphql_type(inner) | None
        case ListOf(item):
            return types.GenericAlias(list, (graphql_type(item),))
        case Choice(kind):
            return strawberry.enum(kind, graphql_name_from="value")
        case Record(is_json=True):
            return AWSJSON
        case Record():
            return _object_type(shape)
        case Scalar(kind, is_id=is_id):
            return strawberry.ID if is_id else AWSDateTime if kind is datetime else kind


def root_type(root: type) -> Any:
    return strawberry.type(type(root.__name__, (), _resolved_fields(root)))


def _object_type(record: Record) -> Any:
    """Open to users, and to the backend too if an event may hold the type."""
    annotations = {name: graphql_type(shape) for name, shape in members_of(record)}
    namespace = {"__annotations__": annotations, **_resolved_fields(record.kind)}
    directives = [AwsIam(), AwsCognitoUserPools()] if record in _of_the_backend() else []
    return strawberry.type(type(type_name(record), (), namespace), directives=directives)


def _resolved_fields(parent: type) -> dict[str, Any]:
    return {field.resolver.__name__: _resolved(field) for field in fields_of(parent)}


def _resolved(field: Field) -> Any:
    directives = [_OPENS[field.audience]()] if field.audience else []
    return resolved(field, graphql_type, directives)


@cache
def _of_the_backend() -> frozenset[Shape]:
    """What fields of the backend return, and everything stored within."""
    answers = [f.signature.returns for f in FIELDS if f.audience is Audience.BACKEND]
    return frozenset(_named_within(answers))


def shapes_of_the_api() -> list[Record | Choice]:
    """Every object and every enum of the API, once each, in the order in which fields use them."""
    shapes = [shape for field in FIELDS for shape in _shapes_of(field)]
    return list(dict.fromkeys(_named_within(shapes)))


def _shapes_of(field: Field) -> Iterator[Shape]:
    yield field.signature.returns
    yield from (argument.shape for argument in field.signature.arguments)


def _named_within(shapes: Iterable[Shape]) -> Iterator[Record | Choice]:
    for shape in shapes:
        named = named_in(shape)
        if named:
            yield named
        if isinstance(named, Record):
            yield from _named_within(shape for _, shape in members_of(named))
