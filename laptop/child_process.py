"""Long-running programs that this one starts, watches and ends."""

import http.client
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from laptop import guardian

LOOPBACK = "127.0.0.1"
GRACE_S = 5.0  # between asking a program to end and killing it
_GUARDIAN_MARGIN_S = 5.0
_READINESS_POLL_S = 0.05
_LOG_TAIL_LINES = 15

# Readiness checks stay on this machine, so they must not use a proxy from the environment.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class ChildProcessFailed(Exception):
    """A needed program did not start, did not answer or has ended; the text says which."""


class PortTaken(Exception):
    """Another program already listens on the port of a child process."""


def require_free_port(port: int, host: str = LOOPBACK) -> None:
    """Raises `PortTaken`. The readiness check alone could be answered by the other program."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, port)) == 0:
            raise PortTaken(
                f"Port {port} on {host} is taken: end the program that listens there, "
                "or choose another port."
            )


class ChildProcess:
    """A program in a process group of its own, which ends with everything that it started.

    `laptop.guardian` runs between the program and this process. It ends the group when `stop` is
    called, when the program ends, and when this process ends, also by `kill -9`.
    """

    def __init__(self, name: str, process: "subprocess.Popen[bytes]", log_file: Path) -> None:
        self._name = name
        self._process = process
        self._log_file = log_file

    @classmethod
    def start(
        cls,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        log_file: Path,
        name: str | None = None,
    ) -> Self:
        """Starts `command` with exactly this environment; its output overwrites `log_file`."""
        log_file.parent.mkdir(parents=True, exist_ok=True)
        guarded = [sys.executable, "-I", "-S", guardian.__file__, str(GRACE_S), *command]
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                guarded,
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches only this process
            )
        return cls(name or Path(command[0]).name, process, log_file)

    @property
    def pid(self) -> int:
        """The guardian's process id. Its children are the program and what the program started."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while the program runs; 128 + n if signal n ended it."""
        return self._process.poll()

    def wait_until_ready(self, url: str, timeout_s: float = 30.0) -> None:
        """Returns when `url` answers 200; raises `ChildProcessFailed` if the program fails to."""
        deadline = time.monotonic() + timeout_s
        while not _answers(url):
            self.require_running()
            if time.monotonic() > deadline:
                raise self._failure(f"did not answer at {url} within {timeout_s:g} s")
            time.sleep(_READINESS_POLL_S)
        self.require_running()

    def require_running(self) -> None:
        """Raises `ChildProcessFailed` if the program has ended."""
        if self.exit_code is not None:
            raise self._failure(f"ended with exit code {self.exit_code}")

    def stop(self) -> None:
        """Returns when the program and all that it started have ended. May be called again."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(GRACE_S + _GUARDIAN_MARGIN_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _failure(self, what_happened: str) -> ChildProcessFailed:
        text = self._log_file.read_text(errors="replace").splitlines()
        tail = "\n".join(f"  {line}" for line in text[-_LOG_TAIL_LINES:]) or "  (nothing)"
        return ChildProcessFailed(
            f"{self._name} {what_happened}. The end of its log, {self._log_file}:\n{tail}"
        )


def _answers(url: str) -> bool:
    try:
        with _opener.open(url, timeout=1) as response:
            return bool(response.status == http.HTTPStatus.OK)
    except (OSError, http.client.HTTPException):
        return False
