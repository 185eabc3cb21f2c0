"""A web server, subscribed to the topic, on loopback."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from queue import SimpleQueue
from typing import Any
from urllib.request import urlopen

from tests.support.loopback_server import serving
from tests.support.system.inbox import Event, Inbox


@dataclass(slots=True)
class WebListener:
    """`confirms`: whether it requests the URL in a confirmation."""

    confirms: bool = True
    url: str = ""
    confirmations: list[dict[str, Any]] = field(default_factory=list)
    _events: "SimpleQueue[Event]" = field(default_factory=SimpleQueue)

    @property
    def inbox(self) -> Inbox:
        return Inbox("a web server", self._come)

    def take(self, message: dict[str, Any]) -> None:
        """Raw events have no SNS message type."""
        match message.get("Type"):
            case "SubscriptionConfirmation":
                if self.confirms:
                    urlopen(message["SubscribeURL"]).close()
                self.confirmations.append(message)
            case "Notification":
                self._events.put(json.loads(message["Message"]))
            case _:
                self._events.put(message)

    def _come(self) -> Iterator[Event]:
        while not self._events.empty():
            yield self._events.get()


@contextmanager
def web_listener(*, confirms: bool = True) -> Iterator[WebListener]:
    listener = WebListener(confirms=confirms)
    with serving(_handler_of(listener)) as url:
        listener.url = f"{url}/events"
        yield listener


def _handler_of(listener: WebListener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()
            listener.take(json.loads(body))

        def log_message(self, *_: object) -> None:
            return

    return Handler
