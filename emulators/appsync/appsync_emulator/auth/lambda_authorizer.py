"""Tokens that the API's own Lambda function accepts or refuses."""

import asyncio
import logging
import re
from typing import Any

from appsync_emulator.api import ApiDefinition, LambdaAuthorizer, UnsupportedApi
from appsync_emulator.auth.authentication import Presented
from appsync_emulator.auth.authorization import Caller
from appsync_emulator.auth.json_web_tokens import unverified_claims
from appsync_emulator.auth.token_cache import TokenCache
from appsync_emulator.auth.verdict import Verdict, misconfigured, read_verdict
from appsync_emulator.errors import bad_request, unauthorized
from appsync_emulator.invoker import InvocationFailed, InvocationResult, LambdaInvoker
from appsync_emulator.json_text import UnwritableJson, write_json

log = logging.getLogger(__name__)

_MAX_CACHED_BYTES = 1_048_576  # of one answer; AppSync asks again for a larger one


class LambdaAuthenticator:
    """Raises `UnsupportedApi` for a token pattern that cannot be read."""

    def __init__(
        self,
        authorizer: LambdaAuthorizer,
        api: ApiDefinition,
        invoker: LambdaInvoker,
        *,
        takes_web_tokens: bool,
    ) -> None:
        self._authorizer = authorizer
        self._api = api
        self._invoker = invoker
        self._takes_web_tokens = takes_web_tokens
        self._pattern = _compiled(authorizer.token_pattern)
        self._verdicts: TokenCache[Verdict] = TokenCache()

    def recognises(self, presented: Presented) -> bool:
        """JSON Web Tokens belong to another mode, if the API has one for them."""
        if not presented.authorization:
            return False
        return self._takes_web_tokens or unverified_claims(presented) is None

    async def authenticate(self, presented: Presented) -> Caller:
        token = presented.authorization
        if self._pattern and not self._pattern.fullmatch(token):
            raise unauthorized()
        verdict = self._verdicts.find(token) or await self._judge(token, presented)
        if not verdict.is_authorized:
            raise unauthorized()
        return Caller(
            self._authorizer.mode,
            identity={"resolverContext": verdict.resolver_context},
            denied_fields=verdict.denied_fields,
        )

    async def _judge(self, token: str, presented: Presented) -> Verdict:
        result = await self._invoke(_event(self._api, token, presented))
        verdict = read_verdict(result, self._api.arn)
        if len(result.payload) < _MAX_CACHED_BYTES:
            ttl_s = self._authorizer.ttl_s if verdict.ttl_s is None else verdict.ttl_s
            self._verdicts.keep(token, verdict, ttl_s, size_bytes=len(result.payload))
        return verdict

    async def _invoke(self, event: dict[str, Any]) -> InvocationResult:
        try:
            async with asyncio.timeout(self._authorizer.timeout_s):
                payload = write_json(event).encode()
                return await self._invoker.invoke(self._authorizer.function, payload)
        except TimeoutError as error:
            raise unauthorized() from error
        except UnwritableJson as error:
            raise bad_request("The variables nest too deeply.") from error
        except InvocationFailed as error:
            log.warning("The Lambda authorizer cannot be invoked: %s", error)
            raise misconfigured() from error


def _event(api: ApiDefinition, token: str, presented: Presented) -> dict[str, Any]:
    """`operationName` is absent if the operation has no name."""
    operation = presented.read_operation()
    name = {"operationName": operation.operation_name} if operation.operation_name else {}
    return {
        "authorizationToken": token,
        "requestContext": {
            "apiId": api.api_id,
            "accountId": api.account_id,
            "requestId": presented.request_id,
            "queryString": operation.query,
            **name,
            "variables": operation.variables,
        },
        "requestHeaders": presented.headers,
    }


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern) if pattern else None
    except re.error as error:
        raise UnsupportedApi(f"The token pattern cannot be read: {error}") from error
