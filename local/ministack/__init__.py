"""The emulated AWS as a child process."""

from local.ministack.process import ACCOUNT, CREDENTIALS, MiniStack

__all__ = ["ACCOUNT", "CREDENTIALS", "MiniStack"]
