"""JSON Web Tokens, verified against the keys that their issuer publishes."""

import asyncio
import logging
import re
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import jwt

from appsync_emulator.auth.authentication import Presented
from appsync_emulator.auth.key_sets import key_set
from appsync_emulator.auth.token_cache import TokenCache
from appsync_emulator.errors import unauthorized

log = logging.getLogger(__name__)

_MOST_KEPT = 256
_LONGEST_KEPT_S = 300  # as long as PyJWKClient keeps the keys themselves


class TokenVerifier:
    """Checks signature, expiry and, if one is given, the issuer."""

    def __init__(
        self,
        jwks_url: str,
        *,
        algorithms: Sequence[str],
        required_claims: Sequence[str],
        issuer: str | None,
    ) -> None:
        self._keys = key_set(jwks_url)
        self._jwks_url = jwks_url
        self._algorithms = list(algorithms)
        self._required_claims = list(required_claims)
        self._issuer = issuer
        self._verified: TokenCache[dict[str, Any]] = TokenCache(time.time)  # as `exp`

    async def claims(self, presented: Presented) -> dict[str, Any]:
        """Raises `RequestRefused`."""
        text = token(presented)
        if kept := self._verified.find(text):
            return kept
        claims = await self._verify(text)
        ttl_s = min(_LONGEST_KEPT_S, int(claims["exp"]) - time.time())
        self._verified.keep(text, claims, ttl_s, size_bytes=len(text))
        return claims

    async def _verify(self, text: str) -> dict[str, Any]:
        try:
            return await asyncio.to_thread(self._verified_claims, text)
        except (jwt.PyJWKClientConnectionError, OSError, ValueError) as error:
            # PyJWT does not catch what an incomplete or malformed answer raises.
            log.warning("The keys at %s cannot be read: %s", self._jwks_url, error)
            raise unauthorized() from error
        except jwt.PyJWTError as error:
            raise unauthorized() from error

    def _verified_claims(self, text: str) -> dict[str, Any]:
        return jwt.decode(
            text,
            self._keys.get_signing_key_from_jwt(text),
            algorithms=self._algorithms,
            issuer=self._issuer,
            options={"require": self._required_claims, "verify_aud": False},
        )


def token(presented: Presented) -> str:
    """Bare or after "Bearer": Amplify and Apollo send it bare."""
    return re.sub(r"^bearer\s+", "", presented.authorization, flags=re.IGNORECASE)


def unverified_claims(presented: Presented) -> Mapping[str, Any] | None:
    """None if the credentials are not a JSON Web Token at all."""
    return _unverified(token(presented))


@lru_cache(_MOST_KEPT)  # a client sends the same token each time, and PyJWT is slow
def _unverified(text: str) -> Mapping[str, Any] | None:
    try:
        return jwt.decode(text, options={"verify_signature": False})
    except (jwt.PyJWTError, RecursionError):
        return None
