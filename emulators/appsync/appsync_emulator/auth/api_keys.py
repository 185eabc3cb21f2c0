"""API keys: any caller with a valid key may call, and resolvers receive no identity."""

import hmac
from datetime import UTC, datetime

from appsync_emulator.api import ApiKeys
from appsync_emulator.auth.authentication import Presented
from appsync_emulator.auth.authorization import Caller
from appsync_emulator.errors import unauthorized


class ApiKeyAuthenticator:
    def __init__(self, known: ApiKeys) -> None:
        self._known = known

    def recognises(self, presented: Presented) -> bool:
        return presented.api_key is not None

    async def authenticate(self, presented: Presented) -> Caller:
        shown, now = (presented.api_key or "").encode(), datetime.now(UTC)
        for key in self._known.keys:
            if hmac.compare_digest(shown, key.value.encode()) and now < key.expires_at:
                return Caller(self._known.mode)
        raise unauthorized()
