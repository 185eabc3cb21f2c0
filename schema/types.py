"""The declared types and fields as GraphQL types: same names, same members, camelCase."""

import types
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
)
from resolvers.api import FIELDS
from resolvers.declaration import Audience, Field
from schema.appsync import AWSJSON, AwsCognitoUserPools, AWSDateTime, AwsIam
from schema.invocation import resolved
from schema.shapes import named_within, type_name

_OPENS = {Audience.BACKEND: AwsIam, Audience.USERS: AwsCognitoUserPools}


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
    return frozenset(named_within(answers))
