"""The outputs file of a running laptop: where the system is, and who its users are."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def read_outputs(file: Path) -> dict[str, Any]:
    outputs: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return outputs


def token_of(file: Path, username: str | None) -> Callable[[], Awaitable[str]]:
    """Reads the file at each call, because the laptop renews tokens while it runs.

    Without `username` the first user is meant.
    """

    async def token() -> str:
        users = read_outputs(file)["users"]
        for user in users:
            if username in (None, user["username"]):
                return str(user["idToken"])
        names = ", ".join(user["username"] for user in users)
        raise LookupError(f"{file} has no user {username}, only {names}")

    return token


def is_on_loopback(url: str) -> bool:
    """Then no proxy must be asked."""
    return urlsplit(url).hostname in _LOOPBACK
