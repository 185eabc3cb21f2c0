"""The command `facegraph` as a user has it: a process, its output and its exit code."""

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.waiting import eventually

FACEGRAPH = Path(sys.executable).with_name("facegraph")
_PATIENCE_S = 200


@dataclass(frozen=True, slots=True)
class Ran:
    exit_code: int
    out: str
    err: str

    @property
    def documents(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def sentence(self) -> str:
        """The last line of standard error; fails for a traceback."""
        assert "Traceback" not in self.err
        return self.err.strip().splitlines()[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """Runs in `folder`, which is also the user's home."""

    folder: Path
    program: Path = FACEGRAPH
    variables: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str | Path, standard_input: str = "", **variables: str) -> Ran:
        ran = subprocess.run(
            [self.program, *arguments],
            cwd=self.folder,
            env=self._environment(variables),
            input=standard_input,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def run_at_terminal(self, *arguments: str | Path) -> tuple[Ran, str]:
        """Runs with a terminal as standard error. Also returns what the terminal received."""
        with _terminal() as (terminal, shown):
            streams = (subprocess.DEVNULL, subprocess.PIPE, terminal)
            ran = self._run_at(streams, arguments, COLUMNS="100")
        return Ran(ran.returncode, ran.stdout, ""), shown()

    def run_at_whole_terminal(
        self, *arguments: str | Path, columns: int, rows: int, stdin: int | None = None
    ) -> tuple[int, str]:
        """Runs with a terminal of this size for every stream that is not given. Returns the exit
        code and what the terminal received."""
        with _terminal() as (terminal, shown):
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            ran = self._run_at((stdin or terminal, terminal, terminal), arguments)
        return ran.returncode, shown()

    def _run_at(
        self, streams: tuple[int, int, int], arguments: Sequence[str | Path], **variables: str
    ) -> "subprocess.CompletedProcess[str]":
        stdin, stdout, stderr = streams
        return subprocess.run(
            [self.program, *arguments],
            cwd=self.folder,
            env=self._environment({"TERM": "xterm", **variables}),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )

    @contextmanager
    def running(
        self, *arguments: str | Path, stdin: int = subprocess.DEVNULL, **variables: str
    ) -> Iterator["Running"]:
        out, err = self.folder / "out.txt", self.folder / "err.txt"
        with out.open("wb") as to_out, err.open("wb") as to_err:
            process = subprocess.Popen(
                [self.program, *arguments],
                cwd=self.folder,
                env=self._environment(variables),
                stdin=stdin,
                stdout=to_out,
                stderr=to_err,
            )
        with process:
            try:
                yield Running(process, out, err)
            finally:
                process.kill()

    def _environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        own = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "NO_PROXY": "127.0.0.1"}
        return {**own, **self.variables, **variables}


@dataclass(frozen=True, slots=True)
class Running:
    process: "subprocess.Popen[bytes]"
    _out: Path
    _err: Path

    def enter(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    @property
    def out(self) -> str:
        return self._out.read_text()

    @property
    def err(self) -> str:
        return self._err.read_text()

    @property
    def documents(self) -> list[dict[str, Any]]:
        """The documents of all complete lines."""
        return [json.loads(line) for line in self.out.splitlines(keepends=True) if line[-1] == "\n"]

    async def says(self, text: str) -> None:
        await eventually(lambda: text in self.err, f"`{text}` on standard error")

    async def ended(self) -> int:
        await eventually(lambda: self.process.poll() is not None, "the command to end")
        return self.process.returncode


@contextmanager
def _terminal() -> Iterator[tuple[int, Callable[[], str]]]:
    """A terminal for a program, and a function that returns its content once the block is left."""
    ours, its = pty.openpty()
    shown: list[bytes] = []

    def read() -> None:
        with suppress(OSError):  # the other end is closed
            while piece := os.read(ours, 65536):
                shown.append(piece)

    reading = threading.Thread(target=read)
    reading.start()
    try:
        yield its, lambda: b"".join(shown).decode()
    finally:
        os.close(its)
        reading.join()
        os.close(ours)
