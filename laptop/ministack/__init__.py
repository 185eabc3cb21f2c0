"""The emulated AWS as a child process."""

from laptop.ministack.enforcement import RoleSession, ServerCertificate, trusting
from laptop.ministack.process import ACCOUNT, CREDENTIALS, MODULE, MiniStack, emulator_session

__all__ = [
    "ACCOUNT",
    "CREDENTIALS",
    "MODULE",
    "MiniStack",
    "RoleSession",
    "ServerCertificate",
    "emulator_session",
    "trusting",
]
