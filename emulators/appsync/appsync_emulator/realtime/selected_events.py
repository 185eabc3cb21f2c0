"""What subscribers receive of an event: their own selection of it, as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import ExecutionResult, GraphQLResolveInfo, execute_sync

from appsync_emulator.auth.authorization import Caller
from appsync_emulator.execution.completion import AppSyncExecutor, DeliveryExecutor, resolve_type
from appsync_emulator.execution.documents import Operation
from appsync_emulator.execution.engine import Engine
from appsync_emulator.execution.operations import response_object
from appsync_emulator.json_text import write_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a client selected, word for word, and its rights.

    Equal selections have equal payloads, so each is executed once for all its subscribers.
    `arguments` are those of the Subscription field, and follow from `data`, the request's text.
    """

    data: str
    rights: Caller
    field_name: str = field(compare=False)
    arguments: Mapping[str, Any] = field(compare=False)
    operation: Operation = field(compare=False)

    def payload(self, engine: Engine, value: Any) -> str:
        """The GraphQL response, as JSON, that delivers what a mutation published."""
        return write_json(response_object(self._executed(engine, value, DeliveryExecutor)))

    def fitted(self, engine: Engine, value: Any) -> ExecutionResult:
        """As `payload`, for a value that has not been through a mutation."""
        return self._executed(engine, value, AppSyncExecutor)

    def _executed(
        self, engine: Engine, value: Any, executor_class: type[AppSyncExecutor]
    ) -> ExecutionResult:
        def resolve(source: Any, info: GraphQLResolveInfo[Any], /, **_: Any) -> Any:
            engine.access.require(self.rights, info.parent_type.name, info.field_name)
            return source.get(info.field_name) if isinstance(source, Mapping) else None

        return execute_sync(
            engine.schema,
            self.operation.document,
            root_value={self.field_name: value},
            variable_values=dict(self.operation.variables),
            operation_name=self.operation.name,
            field_resolver=resolve,
            type_resolver=resolve_type,
            executor_class=executor_class,
            hide_suggestions=True,
        )
