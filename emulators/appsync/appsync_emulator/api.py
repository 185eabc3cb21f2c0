"""What a GraphQL API consists of, wherever that was read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal

KIB = 1024
MIB = 1024 * KIB
LOCAL_ARN = "arn:aws:appsync:us-east-1:000000000000:apis/local"
FieldName = tuple[str, str]  # (type, field)


class AuthMode(StrEnum):
    API_KEY = "API_KEY"
    AWS_IAM = "AWS_IAM"
    AWS_LAMBDA = "AWS_LAMBDA"
    COGNITO = "AMAZON_COGNITO_USER_POOLS"
    OIDC = "OPENID_CONNECT"


class UnsupportedApi(Exception):
    """The API asks for something that this data plane does not do; the text says what."""


@dataclass(frozen=True, slots=True)
class CognitoUserPool:
    """Tokens of one pool. `client_id_pattern` is AppSync's appIdClientRegex; None admits any."""

    issuer: str
    jwks_url: str
    client_id_pattern: str | None = None
    default_action: Literal["ALLOW", "DENY"] = "ALLOW"
    mode: ClassVar[AuthMode] = AuthMode.COGNITO


@dataclass(frozen=True, slots=True)
class Iam:
    """SigV4 signatures scoped to `region`."""

    region: str
    mode: ClassVar[AuthMode] = AuthMode.AWS_IAM


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`value` is what clients send ("da2-…")."""

    value: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKeys:
    """Each of them opens the API until it expires."""

    keys: tuple[ApiKey, ...]
    mode: ClassVar[AuthMode] = AuthMode.API_KEY


@dataclass(frozen=True, slots=True)
class LambdaAuthorizer:
    """`function`, a name or an ARN, judges tokens that `token_pattern` matches as a whole.

    Its answers are kept for `ttl_s` where they do not say otherwise.
    """

    function: str
    ttl_s: float = 0
    token_pattern: str | None = None
    timeout_s: float = 10  # AppSync's own, and not configurable there
    mode: ClassVar[AuthMode] = AuthMode.AWS_LAMBDA


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """Tokens of one issuer. A lifetime of 0 leaves only what the token says itself."""

    issuer: str
    jwks_url: str
    client_id_pattern: str | None = None  # of `aud` or `azp`
    longest_since_issue_ms: int = 0
    longest_since_sign_in_ms: int = 0
    mode: ClassVar[AuthMode] = AuthMode.OIDC


AuthProvider = ApiKeys | CognitoUserPool | Iam | LambdaAuthorizer | OpenIdProvider


@dataclass(frozen=True, slots=True)
class Resolver:
    """A direct Lambda resolver. `function` is a name or an ARN; a size of 0 is no batching."""

    function: str
    max_batch_size: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """AppSync's quotas for one request. A `query_depth` of 0 is no limit."""

    execution_s: float = 30
    resolver_result_bytes: int = 5 * MIB
    lambda_payload_bytes: int = 6 * MIB  # Lambda's own quota, each way
    query_tokens: int = 15_000
    query_depth: int = 0
    resolver_count: int = 10_000
    request_bytes: int = 10 * MIB  # a local choice: AppSync documents none
    requests_per_s: int = 0  # 0 is no limit; AppSync's depends on the region


@dataclass(frozen=True, slots=True)
class RealtimeLimits:
    """AppSync's quotas for one WebSocket, and its clocks."""

    connection_timeout_ms: int = 300_000
    keep_alive_s: float = 60
    connection_s: float = 24 * 60 * 60
    subscriptions_per_connection: int = 200
    message_bytes: int = 240 * KIB
    filter_arguments: int = 5
    # A local choice: what may wait for a slow reader. One mutation may fill a whole connection.
    backlog_bytes: int = 200 * 240 * KIB
    whole_backlog_bytes: int = 10 * 200 * 240 * KIB


@dataclass(frozen=True, slots=True)
class ApiDefinition:
    """`sdl` as AppSync takes it: its directives and scalars used, not declared; may be empty.

    A Lambda authorizer receives the parts of the ARN, and may name denied fields by it.
    """

    sdl: str
    resolvers: Mapping[FieldName, Resolver]
    default_auth: AuthProvider
    additional_auth: tuple[AuthProvider, ...] = ()
    arn: str = LOCAL_ARN
    introspection: bool = True
    limits: Limits = field(default_factory=Limits)
    realtime: RealtimeLimits = field(default_factory=RealtimeLimits)

    @property
    def auth_providers(self) -> tuple[AuthProvider, ...]:
        return (self.default_auth, *self.additional_auth)

    @property
    def api_id(self) -> str:
        return self.arn.rpartition("/")[2]

    @property
    def account_id(self) -> str:
        return self.arn.split(":")[4]
