"""The GraphQL schema that the declarations make, for the export and for the executor."""

from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from core.model.wire import camel_case
from resolvers.declaration import ROOTS
from schema.appsync import SCALARS
from schema.types import root_type


def member(source: dict[str, Any], name: str) -> Any:
    """A resolver's answer is a JSON document; what it does not have is null."""
    return source.get(camel_case(name))


_query, _mutation, _subscription = map(root_type, ROOTS)
schema = strawberry.Schema(
    _query,
    _mutation,
    _subscription,
    config=StrawberryConfig(scalar_map=SCALARS, default_resolver=member),
)
