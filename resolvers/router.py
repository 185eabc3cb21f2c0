"""Dispatch of AppSync's direct Lambda events, single and batched, and the errors' one boundary."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from adapters.logs import log_failure
from adapters.metrics import count
from core.model.errors import FacegraphError
from resolvers.request import Request

Resolver = Callable[..., Any]
_CAPITAL = re.compile(r"[A-Z]")
_BATCH_THREADS = 10


class InternalError(FacegraphError):
    """Whatever went wrong is in the log under this request id."""

    def __init__(self, request_id: str) -> None:
        super().__init__(f"something went wrong on our side; request id {request_id}")


@dataclass(frozen=True, slots=True)
class Router:
    resolvers: dict[tuple[str, str], Resolver] = field(default_factory=dict)

    def resolver(self, type_name: str, field_name: str) -> Callable[[Resolver], Resolver]:
        """Registers a function of the request and, by snake_case names, the field's arguments."""

        def register(function: Resolver) -> Resolver:
            self.resolvers[type_name, field_name] = function
            return function

        return register

    def include(self, other: "Router") -> None:
        self.resolvers.update(other.resolvers)

    def dispatch(self, event: dict[str, Any] | list[dict[str, Any]], request_id: str) -> Any:
        """One event's value, or for a batch a list of `{data}` or `{errorMessage, errorType}`."""
        if isinstance(event, list):
            with ThreadPoolExecutor(_BATCH_THREADS) as pool:
                return list(pool.map(lambda item: self._item(item, request_id), event))
        return self._resolve(event, request_id)

    def _item(self, event: dict[str, Any], request_id: str) -> dict[str, Any]:
        try:
            return {"data": self._resolve(event, request_id)}
        except FacegraphError as error:
            return {"data": None, "errorMessage": str(error), "errorType": type(error).__name__}

    def _resolve(self, event: dict[str, Any], request_id: str) -> Any:
        try:
            request = Request.parse(event)
            resolver = self.resolvers[request.type_name, request.field_name]
            return resolver(request, **_snake_case(request.arguments))
        except FacegraphError:
            raise
        except Exception:  # noqa: BLE001 - the boundary: callers learn no more than an id
            count("InternalErrors", 1)
            log_failure("resolver failed", requestId=request_id)
            raise InternalError(request_id) from None


def _snake_case(arguments: dict[str, Any]) -> dict[str, Any]:
    return {_CAPITAL.sub(lambda m: f"_{m[0].lower()}", n): v for n, v in arguments.items()}
