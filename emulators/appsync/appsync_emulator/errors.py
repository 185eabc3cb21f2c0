"""Errors as AppSync's clients see them."""

import logging
from typing import Any

from graphql import GraphQLError

log = logging.getLogger(__name__)

NOT_AUTHORIZED = "You are not authorized to make this call."


class RequestRefused(Exception):
    """The request as a whole is refused, before anything is executed."""

    def __init__(self, status: int, error_type: str, message: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.error_type = error_type
        self.message = message

    def as_object(self) -> dict[str, Any]:
        message = {"message": self.message} if self.message else {}
        return {"errorType": self.error_type, **message}


def unauthorized(message: str = NOT_AUTHORIZED) -> RequestRefused:
    return RequestRefused(401, "UnauthorizedException", message)


def malformed(message: str) -> RequestRefused:
    return RequestRefused(400, "MalformedHttpRequestException", message)


def internal_failure() -> RequestRefused:
    return RequestRefused(500, "InternalFailure", "Internal Failure")


def bad_request(message: str) -> RequestRefused:
    return RequestRefused(400, "BadRequestException", message)


class FieldFailed(Exception):
    """A field has no value because its resolver, a limit or a permission said so."""

    def __init__(self, message: str, error_type: str, data: Any = None) -> None:
        super().__init__(message)
        self.error_type = error_type
        self.data = data


class ValueUnfit(Exception):
    """A resolver's value does not fit the schema. AppSync reports it without a location."""


class OperationInvalid(Exception):
    """The document or its variables do not fit the schema; nothing is executed."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


def invalid_response(error: OperationInvalid) -> dict[str, Any]:
    return {"data": None, "errors": [invalid_object(each) for each in error.errors]}


def invalid_object(error: GraphQLError) -> dict[str, Any]:
    return {"path": None, "locations": _locations(error), "message": error.message}


def error_object(error: GraphQLError) -> dict[str, Any]:
    """An execution error in AppSync's form, which differs by what went wrong."""
    cause = error.original_error
    if isinstance(cause, ValueUnfit):
        return {"path": error.path, "locations": None, "message": error.message}
    if isinstance(cause, FieldFailed):
        return _execution_object(error, error.message, cause.error_type, cause.data)
    if cause is None or isinstance(cause, GraphQLError):
        return _execution_object(error, error.message, None, None)
    log.error("A field failed inside the emulator", exc_info=cause)
    return _execution_object(error, "Internal Failure", "InternalFailure", None)


def _execution_object(
    error: GraphQLError, message: str, error_type: str | None, data: Any
) -> dict[str, Any]:
    return {
        "path": error.path,
        "data": data,
        "errorType": error_type,
        "errorInfo": None,
        "locations": _locations(error),
        "message": message,
    }


def _locations(error: GraphQLError) -> list[dict[str, Any]] | None:
    if error.locations is None:
        return None
    return [
        {"line": place.line, "column": place.column, "sourceName": None}
        for place in error.locations
    ]
