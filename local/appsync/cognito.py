"""Tokens of an Amazon Cognito user pool."""

import asyncio
import logging
import re
from typing import Any

import jwt

from local.appsync.api import CognitoUserPool
from local.appsync.authentication import Presented
from local.appsync.authorization import Caller
from local.appsync.errors import unauthorized

log = logging.getLogger(__name__)

_REQUIRED_CLAIMS = ["exp", "iat", "iss", "sub", "token_use"]


class CognitoAuthenticator:
    """Id and access tokens, bare or as a Bearer's, verified against the pool's published keys."""

    def __init__(self, pool: CognitoUserPool) -> None:
        self._pool = pool
        self._keys = jwt.PyJWKClient(pool.jwks_url)

    def recognises(self, presented: Presented) -> bool:
        try:
            claims = jwt.decode(_token(presented), options={"verify_signature": False})
        except (jwt.PyJWTError, RecursionError):
            return False
        return bool(claims.get("iss") == self._pool.issuer)

    async def authenticate(self, presented: Presented) -> Caller:
        try:
            claims = await asyncio.to_thread(self._verified_claims, _token(presented))
        except jwt.PyJWKClientConnectionError as error:
            log.warning("The keys of %s cannot be read: %s", self._pool.issuer, error)
            raise unauthorized() from error
        except jwt.PyJWTError as error:
            raise unauthorized() from error
        self._require_client(claims)
        groups = claims.get("cognito:groups")
        return Caller(
            mode=self._pool.mode,
            identity=self._identity(claims, groups, presented),
            groups=frozenset(groups or ()),
            denies_by_default=self._pool.default_action == "DENY",
        )

    def _verified_claims(self, token: str) -> dict[str, Any]:
        key = self._keys.get_signing_key_from_jwt(token)
        return jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=self._pool.issuer,
            options={"require": _REQUIRED_CLAIMS, "verify_aud": False},
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


def _token(presented: Presented) -> str:
    return re.sub(r"^bearer\s+", "", presented.authorization, flags=re.IGNORECASE)
