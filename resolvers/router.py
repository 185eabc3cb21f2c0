"""Dispatch of AppSync's direct Lambda events, single and batched, to declared resolvers.

Arguments and parents are converted from JSON, results to JSON. This is the one boundary of errors.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from adapters.logs import log_failure
from adapters.metrics import count
from core.model.caller import Caller
from core.model.errors import FacegraphError, InvalidArgument
from core.model.shape import Record
from core.model.wire import from_wire, read_wire, to_wire
from resolvers.declaration import Argument, Field
from resolvers.request import Backend, Request

_BATCH_THREADS = 10


class InternalError(FacegraphError):
    """The log holds the cause under this request id."""

    def __init__(self, request_id: str) -> None:
        super().__init__(f"something went wrong on our side; request id {request_id}")


class Router:
    """`use_cases` are given to the resolvers that ask for their types."""

    def __init__(self, fields: Iterable[Field], *use_cases: object) -> None:
        self.fields = {(field.type_name, field.field_name): field for field in fields}
        self.use_cases = {type(use_case): use_case for use_case in use_cases}

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
            field = self.fields[request.type_name, request.field_name]
            given = [self._given(kind, field, request) for kind in field.signature.given]
            return to_wire(field.resolver(*given, **_arguments(field, request)))
        except FacegraphError:
            raise
        except Exception:  # noqa: BLE001 - the boundary: callers learn no more than an id
            count("InternalErrors", 1)
            log_failure("resolver failed", requestId=request_id)
            raise InternalError(request_id) from None

    def _given(self, kind: type, field: Field, request: Request) -> object:
        if kind is Caller:
            return request.caller
        if kind is Backend:
            return request.backend
        if kind is field.parent:
            return from_wire(kind, request.source)
        return self.use_cases[kind]


def _arguments(field: Field, request: Request) -> dict[str, Any]:
    """By Python's names. An argument that was left out keeps its default; null is None."""
    declared = {argument.wire_name: argument for argument in field.signature.arguments}
    given = ((declared[name], value) for name, value in request.arguments.items())
    return {argument.name: _read(argument, value) for argument, value in given}


def _read(argument: Argument, value: Any) -> Any:
    """AppSync checks every argument against the schema, except what a JSON document holds."""
    try:
        return read_wire(argument.shape, value)
    except (ValueError, TypeError, KeyError) as error:
        if not isinstance(argument.shape, Record) or not argument.shape.is_json:
            raise
        name = argument.shape.kind.__name__
        raise InvalidArgument(f"{argument.wire_name} is not an {name}: {error}") from error
