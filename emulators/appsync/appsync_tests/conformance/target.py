"""The endpoint under test: ours, or a real one from the environment."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import boto3
from appsync_emulator import (
    AccessKey,
    ApiDefinition,
    ApiKeys,
    Iam,
    KnownCredentials,
    LambdaAuthorizer,
    Resolver,
    create_app,
    serve,
)

from appsync_tests import modes
from appsync_tests.conformance import functions
from appsync_tests.signing import signed_headers
from appsync_tests.tokens import Pool
from appsync_tests.toy import REGION, SHOP_KEY, PythonFunctions

FOLDER = Path(__file__).parent
URL, API_KEY, USER_TOKEN, SIGNED = (
    "APPSYNC_URL",
    "APPSYNC_API_KEY",
    "APPSYNC_USER_TOKEN",
    "APPSYNC_SIGNED",
)
Present = Callable[[str, str], dict[str, str]]  # of (url, body): the headers of a caller


@dataclass(frozen=True, slots=True)
class Target:
    """`callers`: by the name in the cases. After a `start_ack`, AWS needs `settling_s`."""

    url: str
    realtime_url: str
    callers: Mapping[str, Present]
    is_ours: bool
    settling_s: float = 0

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def authorization(self, caller: str, path: str = "", body: str = "{}") -> dict[str, str]:
        return {"host": self.host, **self.callers[caller](self.url + path, body)}

    @classmethod
    def of_environment(cls) -> Self:
        url = os.environ[URL]
        callers = {"key": _header("x-api-key", os.environ[API_KEY])} | _STRANGERS | _TICKETS
        if token := os.environ.get(USER_TOKEN):
            callers["user"] = _header("authorization", token)
        if os.environ.get(SIGNED):
            callers["machine"] = _session_signer(boto3.Session())
        return cls(url, _realtime_url(url), callers, is_ours=False, settling_s=3)


def _header(name: str, value: str) -> Present:
    return lambda _url, _body: {name: value}


_TICKETS = {name: _header("authorization", name) for name in functions.VERDICTS}
_STRANGERS: dict[str, Present] = {
    "stranger": _header("x-api-key", "da2-of-a-stranger"),
    "unknown ticket": _header("authorization", "a token that makes the authorizer raise"),
    "nobody": lambda _url, _body: {},
}


def _session_signer(session: boto3.Session) -> Present:
    held = session.get_credentials()
    if held is None:
        raise ValueError(f"{SIGNED} is set, but there are no AWS credentials.")
    frozen, region = held.get_frozen_credentials(), session.region_name
    assert frozen.access_key
    assert frozen.secret_key
    return _signer(AccessKey(frozen.access_key, frozen.secret_key, frozen.token), region)


def _signer(key: AccessKey, region: str) -> Present:
    def sign(url: str, body: str) -> dict[str, str]:
        return signed_headers(url, body, key=key, region=region)

    return sign


def _realtime_url(url: str) -> str:
    socket_url = url.replace("http", "ws", 1)
    if ".appsync-api." in url:
        return socket_url.replace(".appsync-api.", ".appsync-realtime-api.")
    return f"{socket_url}/realtime"


@contextmanager
def our_target(pool: Pool) -> Iterator[Target]:
    invoker = PythonFunctions(
        {
            "handler": lambda event: functions.handler(event, None),
            "authorizer": lambda event: functions.authorizer(event, None),
        }
    )
    batch_sizes = dict.fromkeys(functions.FIELDS, 0) | functions.BATCHED
    api = ApiDefinition(
        sdl=(FOLDER / "schema.graphql").read_text(),
        resolvers={
            (type_name, field): Resolver("handler", size)
            for name, size in batch_sizes.items()
            for type_name, _, field in [name.partition(".")]
        },
        default_auth=ApiKeys(modes.api_keys().keys),
        additional_auth=(Iam(REGION), LambdaAuthorizer("authorizer"), pool.definition()),
    )
    callers = {
        "key": _header("x-api-key", modes.KEY),
        "user": lambda _url, _body: {"authorization": pool.token()},
        "machine": _signer(SHOP_KEY, REGION),
    }
    with serve(create_app(api, invoker, KnownCredentials([SHOP_KEY]))) as url:
        yield Target(url, _realtime_url(url), callers | _STRANGERS | _TICKETS, is_ours=True)
