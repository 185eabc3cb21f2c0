"""One field of an operation under way, whichever executor runs the operation."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from graphql import GraphQLResolveInfo
from graphql.pyutils import Path

from appsync_emulator.api import FieldName
from appsync_emulator.execution.selection import Scope, Selected, selected_below


class FieldCall(NamedTuple):
    """`selected` says what the client selected below the field; only resolvers need that."""

    name: FieldName
    path: Path
    selected: Callable[[], Selected]

    @classmethod
    def of(cls, info: GraphQLResolveInfo[Any]) -> "FieldCall":
        """As graphql-core's executor describes the field."""
        scope = Scope(info.schema, info.fragments, info.variable_values)
        return cls(
            (info.parent_type.name, info.field_name),
            info.path,
            partial(selected_below, info.field_nodes, info.return_type, scope),
        )
