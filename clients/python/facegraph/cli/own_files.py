"""Files that only their user may read."""

import os
from pathlib import Path

from platformdirs import user_state_path

_APPLICATION = "facegraph"


def state_folder() -> Path:
    return user_state_path(_APPLICATION, appauthor=False)


def write_private(path: Path, text: str) -> None:
    """Replaces the file atomically; only its owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.draft")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(draft, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
