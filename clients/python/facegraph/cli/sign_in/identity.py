"""What commands know of the user that they act for."""

import base64
import json
import time
from dataclasses import dataclass
from typing import Any, Protocol

MARGIN_S = 5 * 60  # a token is renewed so long before its end: clocks differ, uploads take time


class Identity(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def sub(self) -> str: ...

    async def token(self) -> str:
        """One that holds for MARGIN_S at least. Raises CommandFailed when there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Of an ID token, as it says; the API is who verifies it."""

    sub: str
    expires_at: float

    @classmethod
    def of(cls, token: str) -> "Claims":
        """Raises ValueError for what is no token."""
        try:
            payload = token.split(".")[1]
            claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
            return cls(sub=claims["sub"], expires_at=float(claims["exp"]))
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise ValueError("not a JSON Web Token") from error

    @property
    def is_fresh(self) -> bool:
        return time.time() < self.expires_at - MARGIN_S
