"""Executes plans, as graphql-core executes documents.

The order in which fields are resolved, which errors are kept, and what a null takes with it follow
graphql-core's executor; `test_two_executors.py` compares the two on random documents.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from types import CoroutineType
from typing import Any

from graphql import ExecutionResult, FieldNode, GraphQLError, located_error
from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils import Path, gather_with_cancel

from appsync_emulator.execution.field_call import FieldCall
from appsync_emulator.execution.plan import ListOf, Plan, PlannedField

Resolve = Callable[[Any, FieldCall, dict[str, Any]], Any]


class PlannedRun:
    """`resolve` gets the parent's value, the field and its arguments.

    What `resolve` returns is JSON or a coroutine of JSON.
    """

    def __init__(self, resolve: Resolve, variables: VariableValues) -> None:
        self._resolve = resolve
        self._variables = variables
        self._errors = _Errors()
        self._background: set[asyncio.Future[Any]] = set()

    async def run(self, plan: Plan, *, serially: bool) -> ExecutionResult:
        data: dict[str, Any] = {}
        try:
            for fields in [(each,) for each in plan] if serially else [plan]:
                completed = self.complete_fields(fields, None, None)
                data |= await completed if _is_deferred(completed) else completed
        except GraphQLError as error:
            self._errors.add(error, None)
            return ExecutionResult(None, self._errors.kept)
        return ExecutionResult(data, self._errors.kept or None)

    def complete_fields(
        self, fields: Sequence[PlannedField], source: Any, path: Path | None
    ) -> Any:
        completed: dict[str, Any] = {}
        deferred: list[str] = []
        try:
            for each in fields:
                value = self._field(each, source, Path(path, each.key, each.name[0]))
                completed[each.key] = value
                if _is_deferred(value):
                    deferred.append(each.key)
        except GraphQLError:
            self._let_finish([completed[key] for key in deferred])
            raise
        return _awaited(completed, deferred) if deferred else completed

    def complete_items(self, items: Sequence[Any], shape: ListOf, path: Path) -> Any:
        completed: list[Any] = []
        deferred: list[int] = []
        try:
            for index, item in enumerate(items):
                value = self._item(item, shape, Path(path, index, None))
                completed.append(value)
                if _is_deferred(value):
                    deferred.append(index)
        except GraphQLError:
            self._let_finish([completed[index] for index in deferred])
            raise
        return _awaited(completed, deferred) if deferred else completed

    def _field(self, planned: PlannedField, source: Any, path: Path) -> Any:
        if planned.shape is None:
            return planned.name[0]
        try:
            arguments = self._arguments(planned)
            call = FieldCall(planned.name, path, planned.selected)
            value = self._resolve(source, call, arguments)
            if _is_deferred(value):
                value = self._resolved(planned.shape.complete, value, path)
            else:
                value = planned.shape.complete(self, value, path)
        except Exception as error:  # noqa: BLE001 - whatever fails, the field has no value
            return self._failed(error, planned.nodes, path, planned.is_required)
        if _is_deferred(value):
            return self._guarded(value, planned.nodes, path, planned.is_required)
        return value

    def _item(self, item: Any, shape: ListOf, path: Path) -> Any:
        try:
            value = shape.item.complete(self, item, path)
        except Exception as error:  # noqa: BLE001 - whatever fails, the item has no value
            return self._failed(error, shape.nodes, path, shape.is_item_required)
        if _is_deferred(value):
            return self._guarded(value, shape.nodes, path, shape.is_item_required)
        return value

    def _arguments(self, planned: PlannedField) -> dict[str, Any]:
        if not planned.definition.args:
            return {}
        return get_argument_values(
            planned.definition, planned.nodes[0], self._variables, hide_suggestions=True
        )

    async def _resolved(
        self, complete: Callable[..., Any], resolving: Coroutine[Any, Any, Any], path: Path
    ) -> Any:
        value = complete(self, await resolving, path)
        return await value if _is_deferred(value) else value

    async def _guarded(
        self,
        value: Coroutine[Any, Any, Any],
        nodes: list[FieldNode],
        path: Path,
        is_required: bool,
    ) -> Any:
        try:
            return await value
        except Exception as error:  # noqa: BLE001 - whatever fails, the field has no value
            return self._failed(error, nodes, path, is_required)

    def _failed(
        self,
        error: Exception,
        nodes: list[FieldNode],
        path: Path,
        is_required: bool,
    ) -> None:
        """The null in place of a value. Raises `GraphQLError` where null is not allowed."""
        located = located_error(error, nodes, path.as_list())
        if is_required:
            raise located
        self._errors.add(located, path)

    def _let_finish(self, deferred: list[Coroutine[Any, Any, Any]]) -> None:
        """Calls the functions of a failed field's siblings too, as graphql-core does."""
        if deferred:
            finishing = asyncio.gather(*deferred, return_exceptions=True)
            self._background.add(finishing)
            finishing.add_done_callback(self._background.discard)


@dataclass(slots=True)
class _Errors:
    """Errors, except those within a null that an earlier error caused."""

    kept: list[GraphQLError] = field(default_factory=list)
    _nulls: set[Path | None] = field(default_factory=set)

    def add(self, error: GraphQLError, null: Path | None) -> None:
        """`null`: the path that the error sets to null. None: the whole data."""
        if not self._is_gone(null):
            self._nulls.add(null)
            self.kept.append(error)

    def _is_gone(self, place: Path | None) -> bool:
        while place is not None:
            if place in self._nulls:
                return True
            place = place.prev
        return None in self._nulls


def _is_deferred(value: Any) -> bool:
    return type(value) is CoroutineType


async def _awaited(completed: Any, deferred: Sequence[Any]) -> Any:
    """`completed`, a list or dict, with the values at `deferred` in place of their coroutines."""
    coroutines = [completed[key] for key in deferred]
    if len(coroutines) == 1:
        completed[deferred[0]] = await coroutines[0]
        return completed
    for key, value in zip(deferred, await gather_with_cancel(*coroutines), strict=True):
        completed[key] = value
    return completed
