"""An example, running as its README says."""

import queue
import re
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_PATIENCE_S = 60.0
_GRACE_S = 5.0
# https://en.wikipedia.org/wiki/ANSI_escape_code: many programs colour their output where CI is set.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(slots=True)
class Program:
    process: "subprocess.Popen[str]"
    seen: list[str] = field(default_factory=list)
    _lines: "queue.Queue[str | None]" = field(default_factory=queue.Queue)

    def line(self, *words: str) -> str:
        """The next line of the output that holds all of `words`."""
        try:
            while (line := self._lines.get(timeout=_PATIENCE_S)) is not None:
                self.seen.append(line)
                if all(word in line for word in words):
                    return line
        except queue.Empty:
            raise AssertionError(f"no line of {words} in {_PATIENCE_S} s: {self.seen}") from None
        raise AssertionError(f"ended without a line of {words}: {self.seen}")

    def read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(_COLOUR.sub("", line).rstrip())
        self._lines.put(None)


@contextmanager
def running(command: Sequence[str | Path], folder: Path) -> Iterator[Program]:
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    program = Program(process)
    reader = threading.Thread(target=program.read)
    reader.start()
    try:
        yield program
    finally:
        process.terminate()
        try:
            process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join()
        if process.stdout:
            process.stdout.close()
