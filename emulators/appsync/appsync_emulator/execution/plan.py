"""An operation, compiled: which fields to resolve and how to complete their values, in order.

graphql-core finds this out again for each request, for each object of each list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphql import FieldNode, GraphQLError, GraphQLField, GraphQLLeafType, GraphQLOutputType
from graphql.pyutils import Path

from appsync_emulator.api import FieldName
from appsync_emulator.execution.misfits import forbidden_null, unexpected_kind, unserializable
from appsync_emulator.execution.selection import Scope, Selected, selected_below


class Run(Protocol):
    """One execution of a plan. Both methods return the whole, or a coroutine of it."""

    def complete_fields(
        self, fields: "Sequence[PlannedField]", source: Any, path: Path | None
    ) -> Any: ...

    def complete_items(self, items: Sequence[Any], shape: "ListOf", path: Path) -> Any: ...


class Shape(Protocol):
    """A type together with what is selected of it."""

    def complete(self, run: Run, value: Any, path: Path) -> Any:
        """The response's value, or a coroutine of it. Raises `ValueUnfit`."""


@dataclass(slots=True, eq=False)
class PlannedField:
    """The selections of one response key. A field without a `shape` is __typename."""

    key: str
    name: FieldName
    nodes: list[FieldNode]
    definition: GraphQLField
    shape: Shape | None
    is_required: bool
    scope: Scope
    _selected: Selected | None = field(default=None, init=False)

    def selected(self) -> Selected:
        """The same for each request, since no directive depends on a variable."""
        if self._selected is None:
            self._selected = selected_below(self.nodes, self.definition.type, self.scope)
        return self._selected


Plan = tuple[PlannedField, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    type: GraphQLLeafType

    def complete(self, _run: Run, value: Any, path: Path) -> Any:
        if value is None:
            return None
        try:
            written = self.type.coerce_output_value(value)
        except (GraphQLError, TypeError, ValueError, OverflowError) as error:
            raise unserializable(self.type, value, path, error) from error
        return written


@dataclass(frozen=True, slots=True)
class ObjectOf:
    fields: Sequence[PlannedField]

    def complete(self, run: Run, value: Any, path: Path) -> Any:
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise unexpected_kind("OBJECT", value, path)
        return run.complete_fields(self.fields, value, path)


@dataclass(frozen=True, slots=True)
class ListOf:
    item: Shape
    is_item_required: bool
    nodes: list[FieldNode]

    def complete(self, run: Run, value: Any, path: Path) -> Any:
        if value is None:
            return None
        if not isinstance(value, list):
            raise unexpected_kind("LIST", value, path)
        return run.complete_items(value, self, path)


@dataclass(frozen=True, slots=True)
class Required:
    """A non-null type."""

    shape: Shape
    type: GraphQLOutputType
    parent_type: str

    def complete(self, run: Run, value: Any, path: Path) -> Any:
        if value is None:
            raise forbidden_null(self.type, self.parent_type, path)
        return self.shape.complete(run, value, path)
