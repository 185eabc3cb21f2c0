"""AWS credentials whose secrets are known, so that signatures can be verified."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

import boto3


@dataclass(frozen=True, slots=True)
class AccessKey:
    """Credentials whose secret is known, and the identity that they belong to."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    account_id: str = ""
    user_id: str = ""
    user_arn: str = ""
    expires_at: datetime | None = None

    @classmethod
    def of(cls, session: boto3.Session, sts_endpoint_url: str | None = None) -> Self:
        """The credentials of `session`, with the identity that STS reports."""
        held = session.get_credentials()
        frozen = held.get_frozen_credentials() if held else None
        if frozen is None or frozen.access_key is None or frozen.secret_key is None:
            raise ValueError("The session has no credentials.")
        holder = session.client("sts", endpoint_url=sts_endpoint_url).get_caller_identity()
        return cls(
            frozen.access_key,
            frozen.secret_key,
            session_token=frozen.token,
            account_id=holder["Account"],
            user_id=holder["UserId"],
            user_arn=holder["Arn"],
        )


class Credentials(Protocol):
    def find(self, access_key_id: str) -> AccessKey | None: ...


class KnownCredentials:
    """Credentials given at the start; `add` takes more while the API is served."""

    def __init__(self, keys: Iterable[AccessKey] = ()) -> None:
        self._keys = {key.access_key_id: key for key in keys}

    def add(self, key: AccessKey) -> None:
        self._keys[key.access_key_id] = key

    def find(self, access_key_id: str) -> AccessKey | None:
        return self._keys.get(access_key_id)
