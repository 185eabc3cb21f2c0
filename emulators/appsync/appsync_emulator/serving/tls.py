"""TLS for a server on loopback, with a certificate authority that belongs to the user."""

import os
import ssl
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from appsync_emulator.serving.certificates import (
    SERVER_LIFE,
    Certified,
    new_authority,
    server_certificate,
)

AUTHORITY_FILE = "ca.pem"
KEY_FILE = "ca-key.pem"
_FOLDER = "appsync-on-localhost"
_OWNER_ONLY = 0o600


class AuthorityUnusable(Exception):
    """The certificate authority cannot be read or kept; the text says where, and what to do."""


class LoopbackTls:
    """Contexts for servers on loopback.

    The authority is made on first use. A server's certificate lives for days, stays in memory,
    and is renewed while the server runs.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Raises `AuthorityUnusable`."""
        self.authority_file = folder / AUTHORITY_FILE
        self._clock = clock
        self._authority = _kept_authority(folder, clock())
        self._renew()

    def write_certificate(self, certificate: Path, key: Path) -> None:
        """For a server that reads files, and that is not renewed while it runs."""
        server = server_certificate(self._authority, self._clock())
        certificate.write_bytes(server.certificate_pem)
        key.touch(_OWNER_ONLY)
        key.write_bytes(server.key_pem)

    def context(self) -> ssl.SSLContext:
        if self._clock() >= self._renewal:
            self._renew()
        return self._context

    def _renew(self) -> None:
        now = self._clock()
        self._context = server_context(server_certificate(self._authority, now))
        self._renewal = now + SERVER_LIFE / 2


def authority_folder() -> Path:
    """Where this platform keeps a user's own data."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / _FOLDER
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"]) / _FOLDER
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / _FOLDER


def _kept_authority(folder: Path, now: datetime) -> Certified:
    try:
        if not folder.exists():
            _make_authority(folder, now)
        return _read_authority(folder, now)
    except (OSError, ValueError, TypeError) as error:
        raise AuthorityUnusable(
            f"The certificate authority in {folder} is unusable: {error}. "
            "Remove the folder; the next start makes a new authority, which clients must trust."
        ) from error


def _make_authority(folder: Path, now: datetime) -> None:
    """Whole or not at all: another server may be making it at the same time."""
    authority = new_authority(now)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as workplace:
        made = Path(workplace) / _FOLDER
        made.mkdir()
        (made / KEY_FILE).touch(_OWNER_ONLY)
        (made / KEY_FILE).write_bytes(authority.key_pem)
        (made / AUTHORITY_FILE).write_bytes(authority.certificate_pem)
        try:
            made.rename(folder)
        except OSError:
            if not folder.exists():
                raise


def _read_authority(folder: Path, now: datetime) -> Certified:
    certificate = x509.load_pem_x509_certificate((folder / AUTHORITY_FILE).read_bytes())
    key = load_pem_private_key((folder / KEY_FILE).read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != (
        certificate.public_key()
    ):
        raise ValueError("the key does not belong to the certificate")
    if certificate.not_valid_after_utc < now + SERVER_LIFE:
        raise ValueError(f"it expires on {certificate.not_valid_after_utc:%Y-%m-%d}")
    return Certified(key, certificate)


def server_context(server: Certified) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:  # ssl reads keys from files only
        file = Path(folder) / "server.pem"
        file.write_bytes(server.key_pem + server.certificate_pem)
        context.load_cert_chain(file)
    return context
