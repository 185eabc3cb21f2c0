"""Runs a Lambda handler as Lambda does and reports what it did: how long, and which calls it made.

Run with the function's Python, its bundle on PYTHONPATH and its environment; one JSON document a
line comes in (an event) and goes out. Like a bundle, it may import nothing but boto3.
"""

import importlib
import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import boto3

_TIMEOUT_MS = 60_000
_LARGE = {"Body"}  # parameters that are too large to report


class _Context:
    def __init__(self) -> None:
        self.aws_request_id = str(uuid.uuid4())

    def get_remaining_time_in_millis(self) -> int:
        return _TIMEOUT_MS


class _Calls:
    """AWS operations that the code calls with botocore, and plain POSTs to the GraphQL endpoint."""

    def __init__(self) -> None:
        self._made: list[dict[str, Any]] = []
        self._graphql = f"POST {urlsplit(os.environ.get('GRAPHQL_URL', '')).path} ".encode()

    def take(self) -> list[dict[str, Any]]:
        made, self._made = self._made, []
        return made

    def listen(self) -> None:
        boto3.setup_default_session()
        assert boto3.DEFAULT_SESSION
        boto3.DEFAULT_SESSION.events.register("before-parameter-build.*.*", self._note)
        if "GRAPHQL_URL" in os.environ:
            sys.addaudithook(self._note_graphql)

    def _note(self, params: dict[str, Any], event_name: str, **_rest: Any) -> None:
        service, operation = event_name.split(".")[1:]
        kept = {name: value for name, value in params.items() if name not in _LARGE}
        self._made.append({"service": service, "operation": operation, "parameters": kept})

    def _note_graphql(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "http.client.send" and bytes(arguments[1]).startswith(self._graphql):
            self._made.append({"service": "appsync", "operation": "GraphQL", "parameters": {}})


def _handler(name: str) -> Callable[[Any, _Context], Any]:
    module, _, function = name.rpartition(".")
    handler: Callable[[Any, _Context], Any] = getattr(importlib.import_module(module), function)
    return handler


def main() -> None:
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the handler prints is its log
    calls = _Calls()
    calls.listen()
    handler = _handler(sys.argv[1])
    for line in sys.stdin:
        event = json.loads(line)
        started = time.perf_counter()
        result = handler(event, _Context())
        took_s = time.perf_counter() - started
        answers.write(
            json.dumps({"took_s": took_s, "result": result, "calls": calls.take()}) + "\n"
        )


if __name__ == "__main__":
    main()
