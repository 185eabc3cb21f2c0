"""Lambda functions, as resolvers use them."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class InvocationResult:
    """`payload` is JSON; with a `function_error` it is Lambda's error object."""

    payload: bytes
    function_error: str | None = None


class InvocationFailed(Exception):
    """The function was not run. `code` is what the Lambda service called the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class LambdaInvoker(Protocol):
    async def invoke(self, function: str, payload: bytes) -> InvocationResult:
        """Synchronously, without retries. Raises `InvocationFailed`."""

    async def close(self) -> None: ...
