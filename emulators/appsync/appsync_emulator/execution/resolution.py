"""What a function's answer means for the field that asked."""

from collections.abc import Sequence
from typing import Any

from appsync_emulator.api import Limits
from appsync_emulator.errors import NOT_AUTHORIZED, FieldFailed
from appsync_emulator.invoker import InvocationFailed, InvocationResult, LambdaInvoker
from appsync_emulator.json_text import MalformedJson, UnwritableJson, read_json, write_json

_UNKNOWN_ERROR = "Lambda:Unhandled"
_BATCH_MISFIT = "Lambda:IllegalBatchResponse"  # a local choice: AWS documents no name


class FunctionCaller:
    """Direct Lambda resolvers without mapping templates."""

    def __init__(self, invoker: LambdaInvoker, limits: Limits) -> None:
        self._invoker = invoker
        self._limits = limits

    async def call(self, function: str, event: dict[str, Any]) -> Any:
        """What the function returned; raises `FieldFailed`."""
        return self._returned(await self._invoke(function, event))

    async def call_batch(self, function: str, events: Sequence[dict[str, Any]]) -> list[Any]:
        """One result for each event, a value or a `FieldFailed`; never raises."""
        try:
            answer = self._returned(await self._invoke(function, list(events)))
            return _batch_items(answer, len(events))
        except FieldFailed as failure:
            return [FieldFailed(str(failure), failure.error_type) for _ in events]

    async def _invoke(self, function: str, event: Any) -> InvocationResult:
        try:
            payload = write_json(event).encode()
            self._require_small(payload)
            return await self._invoker.invoke(function, payload)
        except UnwritableJson as error:
            raise FieldFailed("The event cannot be written as JSON.", "MappingTemplate") from error
        except InvocationFailed as error:
            raise FieldFailed(str(error), f"Lambda:{error.code}") from error

    def _require_small(self, payload: bytes) -> None:
        """The emulated Lambda may take what AWS's does not."""
        if len(payload) > self._limits.lambda_payload_bytes:
            message = (
                f"{len(payload)} byte payload is too large for the RequestResponse invocation "
                f"type (limit {self._limits.lambda_payload_bytes} bytes)"
            )
            raise FieldFailed(message, "Lambda:RequestTooLargeException")

    def _returned(self, result: InvocationResult) -> Any:
        if len(result.payload) > self._limits.lambda_payload_bytes:
            message = "Response payload size exceeded maximum allowed payload size."
            raise FieldFailed(message, "Function.ResponseSizeTooLarge")
        if len(result.payload) > self._limits.resolver_result_bytes:
            raise FieldFailed("Transformation too large", "MappingTemplate")
        try:
            value = read_json(result.payload or b"null")
        except MalformedJson as error:
            raise FieldFailed("The function's answer is not JSON.", _UNKNOWN_ERROR) from error
        if result.function_error:
            raise _raised(value)
        return value


def _raised(error: Any) -> FieldFailed:
    members = error if isinstance(error, dict) else {}
    error_type = str(members.get("errorType") or _UNKNOWN_ERROR)
    if error_type == "UnauthorizedException":
        return FieldFailed(NOT_AUTHORIZED, error_type)
    return FieldFailed(str(members.get("errorMessage") or ""), error_type)


def _batch_items(answer: Any, expected: int) -> list[Any]:
    if not isinstance(answer, list) or len(answer) != expected:
        found = f"{len(answer)} items" if isinstance(answer, list) else "no list"
        raise FieldFailed(f"A batch of {expected} was answered with {found}.", _BATCH_MISFIT)
    return [_batch_item(item) for item in answer]


def _batch_item(item: Any) -> Any:
    """A bare value is read as an item without data, as AppSync does: null."""
    if not isinstance(item, dict):
        return None
    data, message, error_type = (item.get(key) for key in ("data", "errorMessage", "errorType"))
    if message is None and error_type is None:
        return data
    if error_type == "UnauthorizedException":
        message = NOT_AUTHORIZED
    return FieldFailed(str(message or ""), str(error_type or _UNKNOWN_ERROR), _writable(data))


def _writable(data: Any) -> Any:
    """An error's data bypass the schema's scalars: 1e999 is read as an infinity."""
    try:
        write_json(data)
    except UnwritableJson:
        return None
    return data
