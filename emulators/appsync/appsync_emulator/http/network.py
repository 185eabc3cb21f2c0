"""What an ASGI scope says about a request: its headers, its address, its query string."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.types import Scope

from appsync_emulator.execution.event import RequestHeaders


@dataclass(frozen=True, slots=True)
class Inbound:
    """A request or an upgrade, read once. Header names are in lower case.

    A repeated header is a list in `all_headers`; `headers` has its first value.
    """

    path: str
    query: str
    headers: Mapping[str, str]
    all_headers: RequestHeaders
    source_ip: tuple[str, ...]
    request_id: str

    @classmethod
    def of(cls, scope: Scope) -> Self:
        all_headers = _read_headers(scope["headers"])
        return cls(
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers={name: _values(value)[0] for name, value in all_headers.items()},
            all_headers=all_headers,
            source_ip=_source_ip(all_headers.get("x-forwarded-for"), scope.get("client")),
            request_id=scope.get("request_id") or str(uuid4()),
        )

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the query string. If a name repeats, its last value counts."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def resolver_headers(self) -> RequestHeaders:
        """The headers that resolvers receive: all but cookies."""
        return {name: value for name, value in self.all_headers.items() if name != "cookie"}


def _read_headers(raw: list[tuple[bytes, bytes]]) -> dict[str, str | list[str]]:
    headers: dict[str, str | list[str]] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        known = headers.get(name)
        headers[name] = value if known is None else [*_values(known), value]
    return headers


def _values(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _source_ip(forwarded: str | list[str] | None, client: Any) -> tuple[str, ...]:
    """The entries of X-Forwarded-For, then the peer."""
    entries = [entry.strip() for value in _values(forwarded or "") for entry in value.split(",")]
    return tuple(entry for entry in (*entries, client[0] if client else "") if entry)
