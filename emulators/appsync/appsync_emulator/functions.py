"""Python functions in place of Lambda functions, called by Lambda's rules."""

import asyncio
import inspect
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from appsync_emulator.invoker import InvocationFailed, InvocationResult, LambdaInvoker

log = logging.getLogger(__name__)

_TIMEOUT_S = 30.0

Handler = Callable[[Any, Any], Any]  # of (event, context), as Lambda's Python handlers are


@dataclass(frozen=True, slots=True)
class LambdaContext:
    """The members of Lambda's context object that libraries for Lambda read."""

    function_name: str
    aws_request_id: str = field(default_factory=lambda: str(uuid4()))
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 128
    _deadline_s: float = field(default_factory=lambda: time.monotonic() + _TIMEOUT_S)

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:us-east-1:000000000000:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._deadline_s - time.monotonic()) * 1000))


class PythonFunctions:
    """Invokes `handlers` by name, and passes other names on to `elsewhere`.

    JSON in and out; an exception becomes Lambda's error object and is logged with its traceback.
    A plain function runs in a thread, a coroutine function in the event loop.
    """

    def __init__(
        self, handlers: Mapping[str, Handler], elsewhere: LambdaInvoker | None = None
    ) -> None:
        self._handlers = dict(handlers)
        self._elsewhere = elsewhere

    async def invoke(self, function: str, payload: bytes) -> InvocationResult:
        handler = self._handlers.get(function)
        if handler is None and self._elsewhere is not None:
            return await self._elsewhere.invoke(function, payload)
        if handler is None:
            raise InvocationFailed("ResourceNotFoundException", f"Function not found: {function}")
        try:
            answer = await _call(handler, json.loads(payload), LambdaContext(function))
        except Exception as error:
            log.exception("%s raised an exception", function)
            return _failure(type(error).__name__, str(error))
        try:
            return InvocationResult(json.dumps(answer).encode())
        except (TypeError, ValueError) as error:
            log.exception("%s returned a value that is not JSON", function)
            return _failure("Runtime.MarshalError", f"Unable to marshal response: {error}")

    async def close(self) -> None:
        if self._elsewhere is not None:
            await self._elsewhere.close()


async def _call(handler: Handler, event: Any, context: LambdaContext) -> Any:
    if inspect.iscoroutinefunction(handler):
        return await handler(event, context)
    return await asyncio.to_thread(handler, event, context)


def _failure(error_type: str, message: str) -> InvocationResult:
    details = {"errorType": error_type, "errorMessage": message}
    return InvocationResult(json.dumps(details).encode(), "Unhandled")
