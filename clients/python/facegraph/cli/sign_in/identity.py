"""The user that commands act for."""

import time
from typing import Protocol

from facegraph.id_token import Claims

MARGIN_S = 5 * 60  # renew a token this long before it expires: clocks differ, uploads take time


class Identity(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def sub(self) -> str: ...

    async def token(self) -> str:
        """A token that is valid for at least MARGIN_S. Raises CommandFailed without one."""
        ...


def is_fresh(claims: Claims) -> bool:
    return time.time() < claims.expires_at - MARGIN_S
