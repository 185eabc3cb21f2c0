"""HTTP answers in AppSync's form."""

import asyncio
import gzip
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from appsync_emulator.errors import RequestRefused
from appsync_emulator.json_text import write_json

REQUEST_ID = "x-amzn-requestid"
ERROR_TYPE = "x-amzn-errortype"
TOKENS_CONSUMED = "x-amzn-appsync-tokensconsumed"

# AppSync Developer Guide, "Configuring server-side caching and API payload compression".
_COMPRESSED_BYTES = range(1_000, 10_000_001)
_COMPRESSION_LEVEL = 5


async def executed_response(content: dict[str, Any], request: Request) -> Response:
    """Compressed if the client takes that. The cost is always told as 1, the least there is."""
    headers = {TOKENS_CONSUMED: "1", "vary": "Accept-Encoding"}
    body = write_json(content).encode()
    wants_gzip = "gzip" in request.headers.get("accept-encoding", "")
    if wants_gzip and len(body) in _COMPRESSED_BYTES:
        body = await asyncio.to_thread(gzip.compress, body, _COMPRESSION_LEVEL)
        headers["content-encoding"] = "gzip"
    return _response(body, 200, headers)


def refusal_response(refusal: RequestRefused) -> Response:
    """Without `data`: nothing was executed."""
    body = write_json({"errors": [refusal.as_object()]}).encode()
    return _response(body, refusal.status, {ERROR_TYPE: refusal.error_type})


def _response(body: bytes, status: int, headers: dict[str, str]) -> Response:
    return Response(body, status, headers, "application/json;charset=UTF-8")
