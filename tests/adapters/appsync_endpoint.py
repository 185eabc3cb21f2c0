"""A GraphQL endpoint on this machine that checks signatures as AppSync does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.support.event_contract import valid
from tests.support.loopback_server import serving

SIGNED = ("content-type", "host", "x-amz-date", "x-amz-security-token")


@dataclass
class Endpoint:
    """Answers each request with `status` and `answer`."""

    credentials: Credentials
    region: str
    url: str = ""
    status: int = 200
    answer: bytes = b'{"data": {"publishImageEvent": null}}'
    headers: dict[str, str] = field(default_factory=dict)
    received: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0

    def is_signed(self, headers: dict[str, str], body: bytes) -> bool:
        """Signs the received request, host and body included, and compares the signatures."""
        signed = {name: value for name, value in headers.items() if name in SIGNED}
        request = AWSRequest("POST", self.url, headers=signed, data=body)
        request.context["timestamp"] = headers["x-amz-date"]
        signer = SigV4Auth(self.credentials, "appsync", self.region)
        to_sign = signer.string_to_sign(request, signer.canonical_request(request))
        return headers["authorization"].endswith(signer.signature(to_sign, request))


@contextmanager
def appsync_endpoint(credentials: Credentials, region: str) -> Iterator[Endpoint]:
    endpoint = Endpoint(credentials, region)
    with serving(_handler_of(endpoint)) as url:
        endpoint.url = f"{url}/graphql"
        yield endpoint


def _handler_of(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if not endpoint.is_signed(headers, body):
                endpoint.refused += 1
                self._answer(403, b'{"errors": [{"errorType": "UnrecognizedClientException"}]}')
                return
            request = json.loads(body)
            valid(json.loads(request["variables"]["event"]))
            endpoint.received.append(request)
            self._answer(endpoint.status, endpoint.answer)

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            for name, value in endpoint.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    return Handler
