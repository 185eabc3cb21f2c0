"""Errors that a page must never have, noted while the page is open."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request


@dataclass
class Watch:
    """`allowed`: hosts with ports that the page may talk to.

    A browser reports failed requests as errors of the page; a test that makes requests fail sets
    `expects_failures`.
    """

    allowed: frozenset[str]
    expects_failures: bool = False
    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("request", self._on_request)
        page.on("websocket", lambda socket: self._check_host(socket.url))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        is_failure = "Failed to load resource" in message.text or "WebSocket" in message.text
        if not (self.expects_failures and is_failure):
            self.complaints.append(f"{message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        self._check_host(request.url)

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.netloc not in self.allowed:
            self.complaints.append(f"request to {parts.netloc or parts.scheme}")
