"""The Chromium of the machine: playwright's own would be downloaded from elsewhere."""

import shutil

_NAMES = ("chromium", "chromium-browser", "google-chrome")


class ChromiumMissing(Exception):
    """Chromium is not installed; the text says how to install it."""


def chromium_executable() -> str:
    """Raises ChromiumMissing."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise ChromiumMissing(
            "there is no Chromium on this machine. On Debian: apt install chromium"
        )
    return found
