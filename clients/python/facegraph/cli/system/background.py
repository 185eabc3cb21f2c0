"""`python -m laptop` as a background process, which outlives the command that started it.

The process holds a lock file while it runs, and the operating system releases the lock however the
process ends. A process id in a file would not do: the id may belong to another process by now.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from facegraph.cli.target import OUTPUTS_FILE

_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Background:
    repository: Path
    state_folder: Path

    @classmethod
    def of(cls, repository: Path, state_folder: Path | None = None) -> "Background":
        folder = state_folder.absolute() if state_folder else repository / OUTPUTS_FILE.parent
        return cls(repository, folder)

    @property
    def outputs_file(self) -> Path:
        return self.state_folder / OUTPUTS_FILE.name

    @property
    def log_file(self) -> Path:
        return self.state_folder / "up.log"

    @property
    def is_running(self) -> bool:
        with self._lock() as lock:
            return not _take(lock)

    def start(self, arguments: Sequence[str]) -> "subprocess.Popen[bytes] | None":
        """None when the process runs already. `arguments` go to `python -m laptop`."""
        with self._lock() as lock:
            if not _take(lock):
                return None
            process = self._start(lock, arguments)
            os.truncate(lock, 0)
            os.pwrite(lock, str(process.pid).encode(), 0)
        return process

    def stop(self, patience_s: float) -> bool:
        """Interrupts the process as Ctrl-C does, and says whether it has ended.

        Raises ProcessLookupError when no process runs.
        """
        with self._lock() as lock:
            if _take(lock):
                raise ProcessLookupError
            os.kill(int(os.pread(lock, 32, 0)), signal.SIGINT)
            deadline = time.monotonic() + patience_s
            while not (ended := _take(lock)) and time.monotonic() < deadline:
                time.sleep(_LOOK_S)
        return ended

    def end_of_log(self, lines: int) -> str:
        return "\n".join(self.log_file.read_text(errors="replace").strip().splitlines()[-lines:])

    def _start(self, lock: int, arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
        python = self.repository / ".venv" / "bin" / "python"
        command = [str(python), "-m", "laptop", "--state-folder", str(self.state_folder)]
        with self.log_file.open("wb") as log:
            return subprocess.Popen(
                [*command, *arguments],
                cwd=self.repository,
                env=os.environ | {"UV_SYSTEM_CERTS": "true", "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in this terminal must not stop it
                pass_fds=[lock],
            )

    @contextmanager
    def _lock(self) -> Iterator[int]:
        self.state_folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.state_folder / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield lock
        finally:
            os.close(lock)


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
