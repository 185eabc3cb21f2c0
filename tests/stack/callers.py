"""Every kind of caller, by the credentials that each presents: over HTTP, and over WebSocket."""

import base64
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from core.model.caller import ADMINS_GROUP
from laptop.users import UserPool
from tests.stack.backend import signed_headers
from tests.support.access.outcomes import Outcome, Who
from tests.support.access.questions import Question
from tests.support.system.people import Person
from tests.support.system.system import System

_JSON = {"content-type": "application/json"}
_LIFETIME_S = 1
_CONNECT_BODY = "{}"  # the body that AppSync's clients sign

Credentials = Callable[[str, str], Mapping[str, str]]
"""Headers for a request to a URL with that body."""


class Refusal(Exception):
    """A WebSocket, or a subscription on it, was refused."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Caller:
    """`sub`: the owner of the caller's lists, for callers who have lists."""

    sub: str
    graphql_url: str
    realtime_url: str
    credentials: Credentials

    async def ask(self, client: httpx.AsyncClient, question: Question) -> dict[str, Any]:
        body = json.dumps({"query": question.document, "variables": dict(question.variables)})
        headers = _JSON | dict(self.credentials(self.graphql_url, body))
        response = await client.post(self.graphql_url, content=body.encode(), headers=headers)
        answer: dict[str, Any] = response.json()
        return answer

    async def outcome(self, client: httpx.AsyncClient, question: Question) -> Outcome:
        return question.outcome(await self.ask(client, question))

    @asynccontextmanager
    async def subscribed(self, question: Question) -> AsyncIterator[ClientConnection]:
        """Raises Refusal."""
        host = {"host": urlsplit(self.realtime_url).netloc}
        opening = host | dict(self.credentials(f"{self.graphql_url}/connect", _CONNECT_BODY))
        encoded = base64.urlsafe_b64encode(json.dumps(opening).encode()).decode().rstrip("=")
        protocols = [Subprotocol("graphql-ws"), Subprotocol(f"header-{encoded}")]
        async with _connected(self.realtime_url, protocols) as socket:
            await socket.send(json.dumps({"type": "connection_init"}))
            await _expect(socket, "connection_ack")
            asked = {"query": question.document, "variables": dict(question.variables)}
            data = json.dumps(asked)
            extensions = {"authorization": host | dict(self.credentials(self.graphql_url, data))}
            payload = {"data": data, "extensions": extensions}
            await socket.send(json.dumps({"id": "1", "type": "start", "payload": payload}))
            await _expect(socket, "start_ack")
            yield socket


@asynccontextmanager
async def _connected(url: str, protocols: list[Subprotocol]) -> AsyncIterator[ClientConnection]:
    try:
        socket = await connect(url, subprotocols=protocols, proxy=None)
    except InvalidStatus as refusal:
        raise Refusal(json.loads(refusal.response.body or b"")["errors"]) from refusal
    async with socket:
        yield socket


async def next_event(socket: ClientConnection) -> dict[str, Any]:
    frame = await _expect(socket, "data")
    payload: dict[str, Any] = frame["payload"]
    return payload


async def _expect(socket: ClientConnection, kind: str) -> dict[str, Any]:
    frame: dict[str, Any] = {"type": "ka"}
    while frame["type"] == "ka":
        frame = json.loads(await socket.recv())
    if frame["type"] != kind:
        raise Refusal(frame["payload"]["errors"])
    return frame


def callers_of(system: System, ana: Person) -> Mapping[Who, Caller]:
    """Every kind of caller; ana owns the requested data."""
    ben, admin = system.sign_up(), system.sign_up(ADMINS_GROUP)
    expired, other = _expired_token(system, ana), _token_of_other_pool(system)
    key = {"x-api-key": _api_key(system)}
    credentials: Mapping[Who, tuple[str, Credentials]] = {
        Who.OWNER: (ana.sub, _token(ana.token)),
        Who.ANOTHER: (ben.sub, _token(ben.token)),
        Who.ADMIN: (admin.sub, _token(admin.token)),
        Who.BACKEND: ("backend", signed_headers),
        Who.API_KEY: (ana.sub, lambda *_: key),
        Who.EXPIRED: (ana.sub, _token(expired)),
        Who.OTHER_POOL: (ana.sub, _token(other)),
        Who.ANONYMOUS: (ana.sub, lambda *_: {}),
    }
    urls = system.outputs.graphql_url, system.outputs.realtime_url
    return {who: Caller(sub, *urls, presented) for who, (sub, presented) in credentials.items()}


def token_that_expires(system: System, owner: Person, lifetime_s: int) -> str:
    """A valid token that lives so long, from another client of the same user pool."""
    pool = system.laptop.users
    client = pool.client.create_user_pool_client(
        UserPoolId=pool.user_pool_id,
        ClientName="short",
        IdTokenValidity=lifetime_s,
        TokenValidityUnits={"IdToken": "seconds"},
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
    )["UserPoolClient"]
    short = UserPool(
        client=pool.client, user_pool_id=pool.user_pool_id, client_id=client["ClientId"]
    )
    return short.sign_in(owner.name).id_token


def seconds_to_live(token: str) -> float:
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return float(claims["exp"]) - time.time()


def _expired_token(system: System, owner: Person) -> str:
    token = token_that_expires(system, owner, _LIFETIME_S)
    time.sleep(max(0.0, seconds_to_live(token)))
    return token


def _token_of_other_pool(system: System) -> str:
    """A token of another user pool, for a user who is an admin there."""
    client, name = system.laptop.users.client, f"admin-{uuid4()}"
    pool_id = client.create_user_pool(PoolName="other")["UserPool"]["Id"]
    client.create_group(UserPoolId=pool_id, GroupName=ADMINS_GROUP)
    made = client.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="other",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
    )["UserPoolClient"]
    other = UserPool(client=client, user_pool_id=pool_id, client_id=made["ClientId"])
    other.add_user(name, (ADMINS_GROUP,))
    return other.sign_in(name).id_token


def _api_key(system: System) -> str:
    """A valid key of this API, which does not accept keys."""
    session, outputs = system.laptop.session, system.outputs
    appsync = session.client("appsync", endpoint_url=outputs.aws_endpoint)
    return appsync.create_api_key(apiId=outputs.graphql_api_id)["apiKey"]["id"]


def _token(token: str) -> Credentials:
    return lambda *_: {"authorization": token}
