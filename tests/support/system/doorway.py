"""A reverse proxy that records calls, and that a test can close."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import urllib3

Matching = Callable[[Any], bool]
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


CUT = Answer(0, b"")  # the connection ends without an answer
_THROTTLING = "ProvisionedThroughputExceededException"  # Rekognition's, over its calls a second
THROTTLED = Answer(400, json.dumps({"__type": _THROTTLING, "Message": "Too fast."}).encode())


@dataclass(frozen=True, slots=True)
class Call:
    """`document` is the JSON of the body; `refused`: the call did not reach the target."""

    document: Any
    refused: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    """`answer` None: the call passes once the rule is `released`."""

    matching: Matching
    answer: Answer | None
    released: threading.Event


@dataclass
class Doorway:
    """`url` stands for `target`."""

    url: str
    target: str
    calls: list[Call] = field(default_factory=list)
    _rules: list[_Rule] = field(default_factory=list)
    _http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=64))

    def calls_of(self, matching: Matching) -> list[Call]:
        return [call for call in self.calls if matching(call.document)]

    @contextmanager
    def refusing(self, matching: Matching, answer: Answer = CUT) -> Iterator[None]:
        rule = _Rule(matching, answer, threading.Event())
        rule.released.set()
        with self._ruled(rule):
            yield

    @contextmanager
    def holding(self, matching: Matching) -> Iterator[None]:
        """Holds back matching calls until the block is left."""
        rule = _Rule(matching, None, threading.Event())
        with self._ruled(rule):
            try:
                yield
            finally:
                rule.released.set()

    def pass_on(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        document = json.loads(body)
        rules = [rule for rule in list(self._rules) if rule.matching(document)]
        refusal = next((rule.answer for rule in rules if rule.answer), None)
        self.calls.append(Call(document, refused=refusal is not None))
        for rule in rules:
            rule.released.wait()
        return refusal or self._ask_target(path, headers, body)

    def _ask_target(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        response = self._http.request(
            "POST",
            self.target + path,
            body=body,
            headers=_end_to_end(headers),  # with the host that the client signed
            retries=False,
            decode_content=False,
        )
        return Answer(response.status, response.data, _end_to_end(response.headers))

    @contextmanager
    def _ruled(self, rule: _Rule) -> Iterator[None]:
        self._rules.append(rule)
        try:
            yield
        finally:
            self._rules.remove(rule)


@contextmanager
def doorway_to(target: str) -> Iterator[Doorway]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.doorway = Doorway(f"http://127.0.0.1:{server.server_port}", target)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.doorway
        server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    doorway: Doorway


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        assert isinstance(self.server, _Server)
        body = self.rfile.read(int(self.headers["content-length"]))
        answer = self.server.doorway.pass_on(self.path, dict(self.headers), body)
        if answer is CUT:
            self.close_connection = True
            return
        self.send_response_only(answer.status)  # a Server header comes from the target
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def _end_to_end(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _HOP_BY_HOP}
