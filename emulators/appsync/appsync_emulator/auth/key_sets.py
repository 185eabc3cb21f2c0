"""The keys that an issuer signs its tokens with: published at an address, or kept in a file."""

from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

import jwt


class KeySet(Protocol):
    def get_signing_key_from_jwt(self, token: str | bytes) -> jwt.PyJWK:
        """The key that the token names. Raises `jwt.PyJWTError`, OSError or ValueError."""


class _KeyFile:
    """A JSON Web Key Set in a file, read whenever a token is verified."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get_signing_key_from_jwt(self, token: str | bytes) -> jwt.PyJWK:
        key_id = jwt.get_unverified_header(token).get("kid")
        keys = jwt.PyJWKSet.from_json(self._path.read_text())
        for key in keys.keys:
            if key.key_id == key_id:
                return key
        raise jwt.PyJWKClientError(f"{self._path} has no key {key_id!r}")


def key_set(jwks_url: str) -> KeySet:
    """The key set at an http, https or file address."""
    address = urlsplit(jwks_url)
    if address.scheme == "file":
        return _KeyFile(Path(url2pathname(address.path)))
    return jwt.PyJWKClient(jwks_url)
