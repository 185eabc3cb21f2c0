"""Queries and mutations over an API's resolvers."""

import asyncio
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import ExecutionResult, GraphQLResolveInfo, GraphQLSchema, OperationType, execute
from graphql.execution import get_variable_values
from graphql.pyutils import Path

from appsync_emulator.api import Resolver
from appsync_emulator.auth.authorization import Caller
from appsync_emulator.errors import FieldFailed, OperationInvalid, RequestRefused, error_object
from appsync_emulator.execution.batching import Batches
from appsync_emulator.execution.completion import AppSyncExecutor, resolve_type
from appsync_emulator.execution.documents import GraphQLRequest, Operation
from appsync_emulator.execution.engine import Engine
from appsync_emulator.execution.event import RequestHeaders, direct_resolver_event
from appsync_emulator.execution.field_call import FieldCall
from appsync_emulator.execution.plan import Plan
from appsync_emulator.execution.planned_run import PlannedRun
from appsync_emulator.execution.published import ResultShape
from appsync_emulator.execution.variables import in_graphql_java_words

_MOST_VARIABLE_ERRORS = 50  # as graphql-core's own executor


@dataclass(frozen=True, slots=True)
class OperationResult:
    """A response, and what the mutations in it published: (mutation field, value)."""

    response: dict[str, Any]
    published: list[tuple[str, Any]]


async def run_operation(
    engine: Engine, request: GraphQLRequest, caller: Caller, headers: RequestHeaders
) -> OperationResult:
    """Raises `RequestRefused` or `OperationInvalid`; other errors are in the response."""
    operation = await engine.reader.read(request)
    if operation.type is OperationType.SUBSCRIPTION:
        raise RequestRefused(200, "OperationNotSupported", "Subscriptions need a WebSocket.")
    execution = Execution(engine, operation, caller, headers)
    result = await execution.run()
    return OperationResult(response_object(result), execution.shape.published(result.data))


class Execution:
    """One operation on its way, with the clock and the counters of its request."""

    def __init__(
        self, engine: Engine, operation: Operation, caller: Caller, headers: RequestHeaders
    ) -> None:
        self.shape = ResultShape()
        self._engine = engine
        self._limits = engine.api.limits
        self._operation = operation
        self._caller = caller
        self._headers = headers
        self._batches = Batches(engine.functions)
        self._is_mutation = operation.type is OperationType.MUTATION
        self._deadline = asyncio.get_running_loop().time() + self._limits.execution_s
        self._resolvers_run = 0

    async def run(self) -> ExecutionResult:
        """Raises `OperationInvalid` if the variables do not fit."""
        plan = self._operation.plan
        result = await (self._run_document() if plan is None else self._run_plan(plan))
        return require_executed(result, self._engine.schema)

    async def _run_plan(self, plan: Plan) -> ExecutionResult:
        variables = get_variable_values(
            self._engine.schema,
            self._operation.definition.variable_definitions or (),
            dict(self._operation.variables),
            max_errors=_MOST_VARIABLE_ERRORS,
            hide_suggestions=True,
        )
        if isinstance(variables, list):
            return ExecutionResult(None, variables)
        return await PlannedRun(self._resolve, variables).run(plan, serially=self._is_mutation)

    async def _run_document(self) -> ExecutionResult:
        result = execute(
            self._engine.schema,
            self._operation.document,
            variable_values=dict(self._operation.variables),
            operation_name=self._operation.name,
            field_resolver=self._resolve_for_core,
            type_resolver=resolve_type,
            executor_class=AppSyncExecutor,
            hide_suggestions=True,
        )
        return await result if inspect.isawaitable(result) else result

    def _resolve_for_core(
        self, source: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any
    ) -> Any:
        return self._resolve(source, FieldCall.of(info), arguments)

    def _resolve(self, source: Any, field: FieldCall, arguments: Mapping[str, Any]) -> Any:
        """The field's value, or a coroutine of it. Raises `FieldFailed`."""
        self._engine.access.require(self._caller, *field.name)
        self._require_depth(field.path)
        if self._is_mutation:
            self.shape.record(field, arguments)
        resolver = self._engine.api.resolvers.get(field.name)
        if resolver is None:
            return source.get(field.name[1]) if isinstance(source, Mapping) else None
        self._count_resolver()
        return self.call_resolver(resolver, source, field, arguments)

    async def call_resolver(
        self, resolver: Resolver, source: Any, field: FieldCall, arguments: Mapping[str, Any]
    ) -> Any:
        event = direct_resolver_event(
            field,
            arguments=arguments,
            source=source,
            identity=self._caller.identity,
            headers=self._headers,
            variables=self._operation.variables,
        )
        self._require_time()
        try:
            async with asyncio.timeout_at(self._deadline):
                is_top_level_mutation = self._is_mutation and field.path.prev is None
                if resolver.max_batch_size and not is_top_level_mutation:
                    return await self._batches.load(field.name, resolver, event)
                return await self._engine.functions.call(resolver.function, event)
        except TimeoutError as error:
            raise _timed_out() from error

    def _require_time(self) -> None:
        """Without this check the second of two mutations would still run after its client received
        a timeout."""
        if asyncio.get_running_loop().time() >= self._deadline:
            raise _timed_out()

    def _require_depth(self, path: Path) -> None:
        limit = self._limits.query_depth
        depth = sum(isinstance(key, str) for key in path.as_list()) if limit else 0
        if depth > limit:
            raise FieldFailed("Query depth limit reached.", "QueryDepthLimitReached")

    def _count_resolver(self) -> None:
        self._resolvers_run += 1
        if self._resolvers_run > self._limits.resolver_count:
            message = "Resolver execution limit reached."
            raise FieldFailed(message, "ResolverExecutionLimitReached")


def response_object(result: ExecutionResult) -> dict[str, Any]:
    response: dict[str, Any] = {"data": result.data}
    if result.errors:
        response["errors"] = [error_object(error) for error in result.errors]
    return response


def require_executed(result: ExecutionResult, schema: GraphQLSchema) -> ExecutionResult:
    """Raises `OperationInvalid` for errors that came before the first field."""
    early = [error for error in result.errors or () if error.path is None]
    if result.data is None and early:
        raise OperationInvalid([in_graphql_java_words(error, schema) for error in early])
    return result


def _timed_out() -> FieldFailed:
    return FieldFailed("Execution timed out.", "Lambda:ExecutionTimeoutException")
