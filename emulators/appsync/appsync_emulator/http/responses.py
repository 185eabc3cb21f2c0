"""HTTP responses in AppSync's form."""

import asyncio
import gzip
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

from appsync_emulator.errors import RequestRefused
from appsync_emulator.json_text import write_json

REQUEST_ID = "x-amzn-requestid"
ERROR_TYPE = "x-amzn-errortype"
TOKENS_CONSUMED = "x-amzn-appsync-tokensconsumed"
EXPOSED = (REQUEST_ID, ERROR_TYPE, TOKENS_CONSUMED)  # what scripts of other origins may read

# AppSync Developer Guide, "Configuring server-side caching and API payload compression".
_COMPRESSED_BYTES = range(1_000, 10_000_001)
_COMPRESSION_LEVEL = 5
_CROSS_ORIGIN = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
)
_VARIES = ((b"vary", b"Origin"),)


async def executed_response(content: dict[str, Any], accepted_encodings: str) -> Response:
    """Compressed if the client accepts gzip. The cost is always 1, the least that AppSync names."""
    headers = {TOKENS_CONSUMED: "1", "vary": "Accept-Encoding"}
    body = write_json(content).encode()
    if "gzip" in accepted_encodings and len(body) in _COMPRESSED_BYTES:
        body = await asyncio.to_thread(gzip.compress, body, _COMPRESSION_LEVEL)
        headers["content-encoding"] = "gzip"
    return _response(body, 200, headers)


def refusal_response(refusal: RequestRefused) -> Response:
    """Without `data`: nothing was executed."""
    body = write_json({"errors": [refusal.as_object()]}).encode()
    return _response(body, refusal.status, {ERROR_TYPE: refusal.error_type})


def request_id_header(request_id: str) -> tuple[bytes, bytes]:
    return REQUEST_ID.encode(), request_id.encode()


def cross_origin_headers(headers: Mapping[str, str]) -> Iterable[tuple[bytes, bytes]]:
    """What a browser needs to show a response to a page of another origin."""
    return (*_CROSS_ORIGIN, *_VARIES) if "origin" in headers else _VARIES


def _response(body: bytes, status: int, headers: dict[str, str]) -> Response:
    return Response(body, status, headers, "application/json;charset=UTF-8")
