"""HTTP answers in AppSync's form."""

from typing import Any

from starlette.responses import Response

from local.appsync.errors import RequestRefused
from local.appsync.json_text import write_json


def json_response(
    content: dict[str, Any], *, status: int = 200, error_type: str | None = None
) -> Response:
    headers = {"x-amzn-errortype": error_type} if error_type else None
    return Response(write_json(content), status, headers, "application/json;charset=UTF-8")


def refusal_response(refusal: RequestRefused) -> Response:
    """Without `data`: nothing was executed."""
    return json_response(
        {"errors": [refusal.as_object()]}, status=refusal.status, error_type=refusal.error_type
    )
