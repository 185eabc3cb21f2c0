"""Who is calling: one authenticator for each mode that the API admits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import uuid4

from appsync_emulator.auth.authorization import Caller
from appsync_emulator.errors import unauthorized
from appsync_emulator.execution.documents import GraphQLRequest

GRAPHQL_PATH = "/graphql"
_LONGEST_CHARACTERS = 16_384  # a WebSocket's message may be far longer than an HTTP header


@dataclass(frozen=True, slots=True)
class Presented:
    """What a client presents, with names in lower case, and the request that it may have signed.

    `hosts` are the names that the client may have signed for: iOS and Android leave out the port.
    `read_operation` returns the operation to run, or raises `RequestRefused`.
    """

    headers: Mapping[str, str]
    path: str
    body: bytes
    hosts: tuple[str, ...]
    read_operation: Callable[[], GraphQLRequest]
    method: str = "POST"
    query: str = ""
    source_ip: tuple[str, ...] = ()
    request_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def authorization(self) -> str:
        return self.headers.get("authorization", "")

    @property
    def api_key(self) -> str | None:
        return self.headers.get("x-api-key")

    @property
    def is_signed(self) -> bool:
        return self.authorization.startswith("AWS4-HMAC-SHA256")

    @property
    def is_empty(self) -> bool:
        return not self.authorization and self.api_key is None


class Authenticator(Protocol):
    def recognises(self, presented: Presented) -> bool:
        """Whether the credentials are of this authenticator's kind, valid or not."""

    async def authenticate(self, presented: Presented) -> Caller:
        """Raises `RequestRefused`."""


class Authentication:
    """The first authenticator that recognises the credentials decides. Without one, the request is
    refused."""

    def __init__(self, authenticators: Sequence[Authenticator]) -> None:
        self._authenticators = tuple(authenticators)

    async def caller(self, presented: Presented) -> Caller:
        """Raises `RequestRefused`."""
        if presented.is_empty:
            raise unauthorized("Missing authorization header")
        if len(presented.authorization) > _LONGEST_CHARACTERS:
            raise unauthorized()
        for authenticator in self._authenticators:
            if authenticator.recognises(presented):
                return await authenticator.authenticate(presented)
        raise unauthorized()


def possible_hosts(*named: str | None) -> tuple[str, ...]:
    """Each host with and without its port, without duplicates."""
    hosts = [host for host in named if host]
    return tuple(dict.fromkeys([*hosts, *(host.rpartition(":")[0] or host for host in hosts)]))
