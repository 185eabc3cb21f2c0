"""Tokens of an OpenID Connect provider.

Source: AppSync Developer Guide, "Configuring authorization and authentication".
"""

import re
import time
from typing import Any

from appsync_emulator.api import OpenIdProvider
from appsync_emulator.auth.authentication import Presented
from appsync_emulator.auth.authorization import Caller
from appsync_emulator.auth.json_web_tokens import TokenVerifier, unverified_claims
from appsync_emulator.errors import unauthorized

# AppSync takes HS256 and its like too, whose keys no provider publishes.
_ALGORITHMS = [f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)]


class OpenIdAuthenticator:
    """As the sole mode, it ignores the issuer of a token, as AppSync does; only the keys count."""

    def __init__(self, provider: OpenIdProvider, *, is_sole_mode: bool) -> None:
        self._provider = provider
        self._is_sole_mode = is_sole_mode
        self._tokens = TokenVerifier(
            provider.jwks_url,
            algorithms=_ALGORITHMS,
            required_claims=["exp", "iat", "iss", "sub"],
            issuer=None if is_sole_mode else provider.issuer,
        )

    def recognises(self, presented: Presented) -> bool:
        claims = unverified_claims(presented)
        if claims is None:
            return False
        return self._is_sole_mode or claims.get("iss") == self._provider.issuer

    async def authenticate(self, presented: Presented) -> Caller:
        claims = await self._tokens.claims(presented)
        self._require_client(claims)
        _require_younger(claims["iat"], self._provider.longest_since_issue_ms)
        _require_younger(claims.get("auth_time"), self._provider.longest_since_sign_in_ms)
        identity = {"sub": claims["sub"], "issuer": claims["iss"], "claims": claims}
        return Caller(self._provider.mode, identity)

    def _require_client(self, claims: dict[str, Any]) -> None:
        pattern = self._provider.client_id_pattern
        audience = claims.get("aud")
        named = [*(audience if isinstance(audience, list) else [audience]), claims.get("azp")]
        if pattern is not None and not any(re.fullmatch(pattern, str(each)) for each in named):
            raise unauthorized()


def _require_younger(since: Any, longest_ms: int) -> None:
    if longest_ms and not (
        isinstance(since, int | float) and time.time() * 1000 < since * 1000 + longest_ms
    ):
        raise unauthorized()
