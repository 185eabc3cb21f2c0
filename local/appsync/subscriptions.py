"""Who hears of which mutation."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Self

from graphql import (
    ExecutionResult,
    GraphQLResolveInfo,
    OperationType,
    execute_sync,
    subscribe,
)

from local.appsync.authorization import Caller
from local.appsync.completion import AppSyncExecutor, DeliveryExecutor, resolve_type
from local.appsync.documents import GraphQLRequest, Operation
from local.appsync.errors import FieldFailed, RequestRefused, error_object
from local.appsync.event import RequestHeaders
from local.appsync.execution import Execution, require_executed
from local.appsync.publication import SubscriptionHub, matches


class Subscription:
    """One client's subscription: hears of mutations from `open` to the end of its block."""

    def __init__(self, hub: SubscriptionHub, caller: Caller, headers: RequestHeaders) -> None:
        self._hub = hub
        self._engine = hub.engine
        self._caller = caller
        self._headers = headers
        self._arguments: Mapping[str, Any] = {}
        self._answered: Any = None
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.field = ""

    async def open(self, request: GraphQLRequest) -> AsyncIterator[ExecutionResult]:
        """Each result is one delivery.

        Raises `RequestRefused` if the request is no subscription, `OperationInvalid` if it does
        not fit the schema, `SubscriptionRefused` if its resolver or its permissions refuse.
        """
        operation = self._engine.reader.read(request)
        if operation.type is not OperationType.SUBSCRIPTION:
            raise unsupported(operation.type.value)
        opening = subscribe(
            self._engine.schema,
            operation.document,
            variable_values=dict(operation.variables),
            operation_name=operation.name,
            field_resolver=self._deliver,
            subscribe_field_resolver=self._source_of(operation),
            type_resolver=resolve_type,
            executor_class=DeliveryExecutor,
            hide_suggestions=True,
        )
        opened = await opening if inspect.isawaitable(opening) else opening
        if isinstance(opened, ExecutionResult):
            raise SubscriptionRefused(require_executed(opened, self._engine.schema))
        self._require_fit(operation)
        return opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hub.remove(self)

    def hear(self, value: Any) -> None:
        if matches(self._arguments, value):
            self._events.put_nowait({self.field: value})

    def _source_of(self, operation: Operation) -> Callable[..., Any]:
        """The resolver runs here and never again."""
        execution = Execution(self._engine, operation, self._caller, self._headers)

        async def source(
            _root: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any
        ) -> AsyncIterator[dict[str, Any]]:
            field = info.parent_type.name, info.field_name
            self._engine.access.require(self._caller, *field)
            self._require_few(arguments)
            if resolver := self._engine.api.resolvers.get(field):
                self._answered = await execution.call_resolver(resolver, None, info, arguments)
            self.field, self._arguments = info.field_name, arguments
            self._hub.add(self)
            return self._heard()

        return source

    async def _heard(self) -> AsyncIterator[dict[str, Any]]:
        while True:
            yield await self._events.get()

    def _deliver(self, source: Any, info: GraphQLResolveInfo[Any], /, **_: Any) -> Any:
        self._engine.access.require(self._caller, info.parent_type.name, info.field_name)
        return source.get(info.field_name) if isinstance(source, Mapping) else None

    def _require_fit(self, operation: Operation) -> None:
        """What the resolver returned is not delivered, but must fit what is selected.

        AppSync refuses it otherwise (sid88in/serverless-appsync-plugin#603).
        """
        if self._answered is None:
            return
        result = execute_sync(
            self._engine.schema,
            operation.document,
            root_value={self.field: self._answered},
            variable_values=dict(operation.variables),
            operation_name=operation.name,
            field_resolver=self._deliver,
            type_resolver=resolve_type,
            executor_class=AppSyncExecutor,
            hide_suggestions=True,
        )
        if result.errors:
            raise SubscriptionRefused(result)

    def _require_few(self, arguments: Mapping[str, Any]) -> None:
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
