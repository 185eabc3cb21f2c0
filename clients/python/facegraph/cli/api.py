"""The API as commands use it: passing errors are retried, others become a sentence."""

import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

import httpx
from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay, wait_random_exponential

from facegraph.cli.failure import ApiRefused, CommandFailed, ExitCode, Unreachable
from facegraph.cli.options import Where
from facegraph.cli.sign_in import Identity, identify
from facegraph.cli.target import Target, find_target
from facegraph.client.client import Operations
from facegraph.errors import ApiError, ConnectionLost, UnexpectedResponse

SHORT_PATIENCE_S = 3.0  # a user waits at the terminal
LONG_PATIENCE_S = 120.0  # an upload of a folder outlasts a short network failure
_CONNECTIONS = 32
_TIMEOUT = httpx.Timeout(30, connect=10)  # AppSync itself ends a request after 30 s
_PASSING_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
_PASSING_TYPES = frozenset({"Conflict", "ImageChanged", "InternalError"})
_EXIT_CODES = {
    "InvalidArgument": ExitCode.USAGE,
    "InvalidNextToken": ExitCode.USAGE,
    "ErasureNotConfirmed": ExitCode.USAGE,
    "Forbidden": ExitCode.NOT_ALLOWED,
    "NotSignedIn": ExitCode.NOT_ALLOWED,
    "Unauthorized": ExitCode.NOT_ALLOWED,
    "UnauthorizedException": ExitCode.NOT_ALLOWED,
    "ErasureRunning": ExitCode.NOT_ALLOWED,
    "ImageNotFound": ExitCode.NOT_FOUND,
}


def is_passing(error: BaseException) -> bool:
    """A later attempt may succeed."""
    if isinstance(error, UnexpectedResponse):
        return error.status_code in _PASSING_STATUSES
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _PASSING_STATUSES
    if isinstance(error, ApiError):
        return error.error_type in _PASSING_TYPES
    return isinstance(error, httpx.TransportError)


def retrying(patience_s: float) -> AsyncRetrying:
    return AsyncRetrying(
        retry=retry_if_exception(is_passing),
        wait=wait_random_exponential(multiplier=0.2, max=10),
        stop=stop_after_delay(patience_s),
        reraise=True,
    )


class Api(Operations):
    """Raises ApiRefused and Unreachable."""

    def __init__(
        self, target: Target, identity: Identity, http: httpx.AsyncClient, patience_s: float
    ) -> None:
        super().__init__(
            url=target.graphql_url,
            realtime_url=target.realtime_url,
            token=identity.token,
            http=http,
            connect_args={"proxy": None} if target.is_on_loopback else {},
        )
        self.target = target
        self.identity = identity
        self.patience_s = patience_s

    async def execute(
        self, query: str, operation_name: str, variables: dict[str, object]
    ) -> dict[str, Any]:
        try:
            return await retrying(self.patience_s)(
                super().execute, query, operation_name, variables
            )
        except (ApiError, UnexpectedResponse, httpx.HTTPError) as error:
            raise self.sentence(error) from error

    async def execute_ws(
        self,
        query: str,
        operation_name: str,
        variables: dict[str, object],
        *,
        subscribed: Callable[[], None] | None = None,
    ) -> AsyncGenerator[dict[str, Any]]:
        """Raises ConnectionLost, too: the caller decides when to subscribe again."""
        try:
            async with aclosing(
                super().execute_ws(query, operation_name, variables, subscribed=subscribed)
            ) as answers:
                async for data in answers:
                    yield data
        except ApiError as error:
            raise self.sentence(error) from error

    def sentence(self, error: Exception) -> CommandFailed:
        """`error` as the user reads it."""
        match error:
            case ApiError():
                return self._refusal(error)
            case UnexpectedResponse():
                return Unreachable(
                    f"{self.target.graphql_url} answers, but it is not Facegraph's API "
                    f"(HTTP {error.status_code}). {self.target.remedy}"
                )
            case ConnectionLost() | httpx.HTTPError():
                return Unreachable(
                    f"{self.target.name[0].upper()}{self.target.name[1:]} does not answer at "
                    f"{self.target.graphql_url}. {self.target.remedy}"
                )
        raise error

    def _refusal(self, error: ApiError) -> ApiRefused:
        exit_code = _EXIT_CODES.get(error.error_type, ExitCode.UNEXPECTED)
        return ApiRefused(exit_code, self._words(error), error.error_type)

    def _words(self, error: ApiError) -> str:
        said = str(error).strip().rstrip(".")
        match error.error_type:
            case "UnauthorizedException" | "NotSignedIn" if self.target.laptop:
                return (
                    f"The token of {self.identity.name} in {self.target.laptop} is no "
                    "longer valid: run `facegraph down`, then `facegraph up`."
                )
            case "UnauthorizedException" | "NotSignedIn":
                return (
                    f"{self.target.name} does not accept the sign-in of {self.identity.name}: "
                    "run `facegraph sign-in`."
                )
            case "Forbidden" | "Unauthorized":
                return f"{self.identity.name} may not do this: {said}. Sign in as an admin."
            case "ImageNotFound":
                return (
                    f"There is {said}, or it belongs to another user: `facegraph images` lists "
                    "your images."
                )
            case "ErasureRunning":
                return f"The API refuses: {said}."
        return f"The API refuses: {said}."


@asynccontextmanager
async def connected(where: Where, patience_s: float = SHORT_PATIENCE_S) -> AsyncIterator[Api]:
    target = find_target(where)
    identity = identify(target, where)
    http = httpx.AsyncClient(
        timeout=_TIMEOUT,
        limits=httpx.Limits(max_connections=_CONNECTIONS),
        trust_env=not target.is_on_loopback,  # no proxy for loopback addresses
    )
    async with Api(target, identity, http, patience_s) as api:
        yield api


def jittered(seconds: float) -> float:
    """Varied by half, so that clients do not all reconnect at the same moment."""
    return seconds * random.uniform(0.5, 1.5)
