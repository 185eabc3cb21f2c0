"""What the tests need of a published client, in whatever language."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from appsync_emulator import AuthMode

_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Access:
    """An API, and one mode's credentials for it: a `token`, an `apiKey` or `credentials`."""

    endpoint: str
    region: str
    mode: AuthMode
    credentials: dict[str, Any]
    authority_file: Path


class ClientFailed(Exception):
    """What a client reported to its application: the GraphQL errors, if there were any."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.errors = errors


class Inbox:
    """What a client passed to its application and the test has not read yet."""

    def __init__(self) -> None:
        self._arrived: asyncio.Queue[dict[str, Any] | ClientFailed] = asyncio.Queue()

    def put(self, data: dict[str, Any] | ClientFailed) -> None:
        self._arrived.put_nowait(data)

    async def next(self) -> dict[str, Any]:
        """Raises ClientFailed."""
        async with asyncio.timeout(_PATIENCE_S):
            data = await self._arrived.get()
        if isinstance(data, ClientFailed):
            raise data
        return data


class PublishedClient(Protocol):
    """Takes a document and variables, returns `data`; raises ClientFailed."""

    async def query(self, document: str, variables: dict[str, Any]) -> dict[str, Any]: ...

    async def mutate(self, document: str, variables: dict[str, Any]) -> dict[str, Any]: ...

    def subscribed(
        self, document: str, variables: dict[str, Any]
    ) -> AbstractAsyncContextManager[Inbox]: ...


class OpenClient(Protocol):
    def __call__(self, access: Access) -> AbstractAsyncContextManager[PublishedClient]: ...
