"""The emulated AWS as a child process."""

from local.ministack.enforcement import RoleSession, ServerCertificate, trusting
from local.ministack.process import ACCOUNT, CREDENTIALS, MODULE, MiniStack

__all__ = [
    "ACCOUNT",
    "CREDENTIALS",
    "MODULE",
    "MiniStack",
    "RoleSession",
    "ServerCertificate",
    "trusting",
]
