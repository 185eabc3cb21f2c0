"""Claims of an ID token."""

import base64
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Unverified: verifying them is the API's part. `expires_at` is in seconds since 1970."""

    sub: str
    expires_at: float

    @classmethod
    def of(cls, token: str) -> "Claims":
        """Raises ValueError for a text that is no JSON Web Token."""
        try:
            payload = token.split(".")[1]
            claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
            return cls(sub=claims["sub"], expires_at=float(claims["exp"]))
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise ValueError("not a JSON Web Token") from error
