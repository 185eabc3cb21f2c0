"""Makes MiniStack enforce IAM: over TLS, and with functions that have only their roles' rights."""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """Paths of the certificate, its key and its authority."""

    certificate: Path
    key: Path
    authority: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of an emulator that enforces IAM. Our buckets and queues require TLS."""
        return {
            "AUTH": "true",
            "USE_SSL": "1",
            "MINISTACK_SSL_CERT": str(self.certificate.resolve()),
            "MINISTACK_SSL_KEY": str(self.key.resolve()),
            **trusting(self.authority),
        }


def trusting(authority: Path) -> dict[str, str]:
    """The environment of a program that trusts the authority, for Python's ssl and for botocore."""
    return {"SSL_CERT_FILE": str(authority.resolve()), "AWS_CA_BUNDLE": str(authority.resolve())}


@dataclass(frozen=True, slots=True)
class RoleSession:
    """The credentials that MiniStack (1.5.33) gives a function while it enforces IAM.

    MiniStack does not publish them, but derives them from known names:
    `ministack.core.lambda_runtime.execution_credentials`.
    """

    access_key_id: str
    secret_access_key: str
    session_token: str
    arn: str

    @classmethod
    def of_function(cls, function_arn: str, role_arn: str) -> "RoleSession":
        digest = _sha256(f"{function_arn}:{role_arn}")
        account, role = role_arn.split(":")[4], role_arn.rpartition("/")[2]
        session_name = function_arn.rpartition(":")[2][:64]
        return cls(
            access_key_id=f"ASIA{digest[:16].upper()}",
            secret_access_key=_sha256(f"secret:{digest}"),
            session_token=_sha256(f"token:{digest}"),
            arn=f"arn:aws:sts::{account}:assumed-role/{role}/{session_name}",
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
