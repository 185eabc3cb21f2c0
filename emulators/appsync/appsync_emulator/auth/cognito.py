"""Tokens of an Amazon Cognito user pool."""

import re
from typing import Any

from appsync_emulator.api import CognitoUserPool
from appsync_emulator.auth.authentication import Presented
from appsync_emulator.auth.authorization import Caller
from appsync_emulator.auth.json_web_tokens import TokenVerifier, unverified_claims
from appsync_emulator.errors import unauthorized


class CognitoAuthenticator:
    """Id and access tokens."""

    def __init__(self, pool: CognitoUserPool) -> None:
        self._pool = pool
        self._tokens = TokenVerifier(
            pool.jwks_url,
            algorithms=["RS256"],
            required_claims=["exp", "iat", "iss", "sub", "token_use"],
            issuer=pool.issuer,
        )

    def recognises(self, presented: Presented) -> bool:
        claims = unverified_claims(presented)
        return claims is not None and claims.get("iss") == self._pool.issuer

    async def authenticate(self, presented: Presented) -> Caller:
        claims = await self._tokens.claims(presented)
        self._require_client(claims)
        groups = claims.get("cognito:groups")
        return Caller(
            mode=self._pool.mode,
            identity=self._identity(claims, groups, presented),
            groups=frozenset(groups or ()),
            denies_by_default=self._pool.default_action == "DENY",
        )

    def _require_client(self, claims: dict[str, Any]) -> None:
        """An id token names its client as audience, an access token as `client_id`."""
        member = {"id": "aud", "access": "client_id"}.get(claims["token_use"])
        if member is None:
            raise unauthorized()
        pattern = self._pool.client_id_pattern
        if pattern is not None and not re.fullmatch(pattern, str(claims.get(member, ""))):
            raise unauthorized()

    def _identity(
        self, claims: dict[str, Any], groups: Any, presented: Presented
    ) -> dict[str, Any]:
        return {
            "sub": claims["sub"],
            "issuer": claims["iss"],
            "username": claims.get("cognito:username", claims.get("username")),
            "claims": claims,
            "sourceIp": list(presented.source_ip),
            "defaultAuthStrategy": self._pool.default_action,
            "groups": groups,
        }
