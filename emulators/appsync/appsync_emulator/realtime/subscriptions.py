"""Opening a subscription."""

import inspect
from collections.abc import AsyncIterator
from typing import Any

from graphql import ExecutionResult, GraphQLResolveInfo, OperationType, create_source_event_stream

from appsync_emulator.auth.authorization import Caller
from appsync_emulator.errors import FieldFailed, RequestRefused, error_object
from appsync_emulator.execution.completion import AppSyncExecutor
from appsync_emulator.execution.documents import GraphQLRequest, Operation
from appsync_emulator.execution.engine import Engine
from appsync_emulator.execution.event import RequestHeaders
from appsync_emulator.execution.field_call import FieldCall
from appsync_emulator.execution.operations import Execution, require_executed
from appsync_emulator.realtime.selected_events import Selection


async def open_subscription(
    engine: Engine, data: str, caller: Caller, headers: RequestHeaders
) -> Selection:
    """What the caller will receive. The field's resolver runs here and never again.

    Raises `RequestRefused` if `data` is no request for a subscription, `OperationInvalid` if it
    does not fit the schema, `SubscriptionRefused` if its resolver or its permissions refuse.
    """
    operation = await engine.reader.read(GraphQLRequest.parse(data))
    if operation.type is not OperationType.SUBSCRIPTION:
        raise unsupported(operation.type.value)
    opening = _Opening(engine, operation, caller, headers)
    await opening.run()
    selection = Selection(
        data=data,
        rights=caller.rights,
        field_name=opening.field_name,
        arguments=opening.arguments,
        operation=operation,
    )
    _require_fit(selection, engine, opening.answered)
    return selection


class _Opening:
    """The start of a GraphQL subscription; `Selection` executes each event, once for many."""

    def __init__(
        self, engine: Engine, operation: Operation, caller: Caller, headers: RequestHeaders
    ) -> None:
        self._engine = engine
        self._operation = operation
        self._caller = caller
        self._execution = Execution(engine, operation, caller, headers)
        self.field_name = ""
        self.arguments: dict[str, Any] = {}
        self.answered: Any = None

    async def run(self) -> None:
        executor = AppSyncExecutor.build(
            self._engine.schema,
            self._operation.document,
            raw_variable_values=dict(self._operation.variables),
            operation_name=self._operation.name,
            subscribe_field_resolver=self._ask_resolver,
            hide_suggestions=True,
        )
        if isinstance(executor, list):
            raise _refused(self._engine, ExecutionResult(None, executor))
        opening = create_source_event_stream(executor)
        opened = await opening if inspect.isawaitable(opening) else opening
        if isinstance(opened, ExecutionResult):
            raise _refused(self._engine, opened)

    async def _ask_resolver(
        self, _root: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any
    ) -> AsyncIterator[None]:
        field = info.parent_type.name, info.field_name
        self._engine.access.require(self._caller, *field)
        self._require_few(arguments)
        if resolver := self._engine.api.resolvers.get(field):
            self.answered = await self._execution.call_resolver(
                resolver, None, FieldCall.of(info), arguments
            )
        self.field_name, self.arguments = info.field_name, arguments
        return _no_stream()

    def _require_few(self, arguments: dict[str, Any]) -> None:
        limit = self._engine.api.realtime.filter_arguments
        if len(arguments) > limit:
            message = f"Filters exceed maximum attributes limit {limit} for subscription"
            raise FieldFailed(message, "BadRequestException")


class SubscriptionRefused(Exception):
    """The caller may not subscribe, or the field's resolver raised."""

    def __init__(self, result: ExecutionResult) -> None:
        super().__init__("; ".join(error.message for error in result.errors or ()))
        self.errors = [error_object(error) for error in result.errors or ()]


def unsupported(what: str) -> RequestRefused:
    message = f"{what} not supported through the realtime channel"
    return RequestRefused(400, "UnsupportedOperation", message)


def _refused(engine: Engine, result: ExecutionResult) -> SubscriptionRefused:
    """Raises `OperationInvalid` for errors that came before the field."""
    return SubscriptionRefused(require_executed(result, engine.schema))


def _require_fit(selection: Selection, engine: Engine, answered: Any) -> None:
    """What the resolver returned is not delivered, but must fit what is selected.

    AppSync refuses it otherwise (sid88in/serverless-appsync-plugin#603).
    """
    if answered is None:
        return
    result = selection.fitted(engine, answered)
    if result.errors:
        raise SubscriptionRefused(result)


async def _no_stream() -> AsyncIterator[None]:
    """graphql-core requires a stream, which is never read."""
    nothing: tuple[None, ...] = ()
    for each in nothing:
        yield each
