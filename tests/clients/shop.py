"""The tests' record shop, open to callers of every mode, at a fixed address."""

from contextlib import ExitStack
from typing import Any

from appsync_emulator import (
    AuthMode,
    Iam,
    KnownCredentials,
    LoopbackTls,
    OpenIdProvider,
    create_app,
    serve,
)
from appsync_tests.modes import EXPIRED_KEY, KEY, api_keys, judge
from appsync_tests.tokens import Pool
from appsync_tests.toy import REGION, ROLE_KEY, SDL, an_api, functions

from tests.clients.published import Access

OIDC_ISSUER = "https://issuer.example"
_MODE_BY_MEMBER = {
    "userArn": AuthMode.AWS_IAM,
    "resolverContext": AuthMode.AWS_LAMBDA,
    "username": AuthMode.COGNITO,
    "issuer": AuthMode.OIDC,
}
TICKET = "a ticket for the authorizer"
_TWO_MODES = "@aws_cognito_user_pools @aws_iam"
_EVERY_MODE = f"{_TWO_MODES} @aws_api_key @aws_lambda @aws_oidc"
_OPEN_SDL = SDL.replace(_TWO_MODES, _EVERY_MODE).replace("type Query", f"type Query {_EVERY_MODE}")


class OutOfStock(Exception):
    """The error that the function behind Query.albums raises."""


class ReopeningShop:
    """`open` starts a new server, always at the same port."""

    def __init__(self, pool: Pool, tls: LoopbackTls) -> None:
        self._pool = pool
        self._tls = tls
        self._port = 0
        self._opened = ExitStack()
        self._functions = functions(Query_albums=_out_of_stock, judge=_judge)

    def open(self) -> None:
        invoker = self._functions
        openid = OpenIdProvider(OIDC_ISSUER, self._pool.jwks_url)
        api = an_api(
            invoker,
            self._pool.definition(),
            sdl=_OPEN_SDL,
            additional_auth=(Iam(REGION), api_keys(), judge(), openid),
        )
        app = create_app(api, invoker, KnownCredentials([ROLE_KEY]))
        url = self._opened.enter_context(serve(app, port=self._port, tls=self._tls))
        self._port = int(url.split(":")[2].split("/")[0])

    def close(self) -> None:
        self._opened.close()

    def access(self, scheme: str, mode: AuthMode, *, is_good: bool = True) -> Access:
        return Access(
            endpoint=f"{scheme}://localhost:{self._port}/graphql",
            region=REGION,
            mode=mode,
            credentials=self._credentials(mode, is_good=is_good),
            authority_file=self._tls.authority_file,
        )

    def forget(self) -> None:
        """Forgets the events that the resolvers received so far."""
        self._functions.forget()

    def modes_seen(self) -> set[AuthMode]:
        """The modes of the callers that its resolvers received."""
        return {
            _mode_of(event["identity"])
            for events in self._functions.events.values()
            for event in events
            if "identity" in event
        }

    def _credentials(self, mode: AuthMode, *, is_good: bool) -> dict[str, Any]:
        expiry: dict[str, Any] = {} if is_good else {"exp": 1_600_000_000}
        match mode:
            case AuthMode.API_KEY:
                return {"apiKey": KEY if is_good else EXPIRED_KEY}
            case AuthMode.AWS_IAM:
                key = {
                    "accessKeyId": ROLE_KEY.access_key_id,
                    "secretAccessKey": ROLE_KEY.secret_access_key if is_good else "a guess",
                    "sessionToken": ROLE_KEY.session_token,
                }
                return {"credentials": key}
            case AuthMode.AWS_LAMBDA:
                return {"token": TICKET if is_good else "a guess"}
            case AuthMode.COGNITO:
                return {"token": self._pool.token(**expiry)}
            case AuthMode.OIDC:
                return {"token": self._pool.token(iss=OIDC_ISSUER, **expiry)}


def _mode_of(identity: dict[str, Any] | None) -> AuthMode:
    for member, mode in _MODE_BY_MEMBER.items():
        if identity and member in identity:
            return mode
    return AuthMode.API_KEY


def _judge(event: dict[str, Any]) -> dict[str, Any]:
    return {"isAuthorized": event["authorizationToken"] == TICKET}


def _out_of_stock(_event: Any) -> None:
    raise OutOfStock("nothing is left")
