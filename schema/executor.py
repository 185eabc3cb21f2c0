"""GraphQL in process: documents run through strawberry against the very resolver functions.

Answers have AppSync's form, so that one document can be asked here and of a deployed API.
Authorization by directives, limits and delivery to subscribers are AppSync's part, not done here.
"""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError

from core.model.errors import FacegraphError
from schema.contract import schema
from schema.invocation import Invocation

Handler = Callable[[dict[str, Any]], Any]


def execute(
    handler: Handler,
    document: str,
    variables: dict[str, Any] | None = None,
    identity: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """`handler` takes AppSync's direct Lambda event; `identity` is that event's."""
    result = schema.execute_sync(
        document,
        variable_values=variables,
        context_value=Invocation(identity=identity, handler=handler),
    )
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [_error(error) for error in result.errors]
    return answer


def _error(error: GraphQLError) -> dict[str, Any]:
    original = error.original_error
    return {
        "message": original.args[0] if isinstance(original, FacegraphError) else error.message,
        "path": error.path,
        "errorType": type(original).__name__ if isinstance(original, FacegraphError) else None,
    }
