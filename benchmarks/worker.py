"""Our programs in processes of their own, which exchange lines of JSON.

Servers, load and subscribers then share no event loop and no interpreter lock.
"""

import json
import os
import queue
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from infrastructure.bundle import ROOT

_PATIENCE_S = 60.0
_GRACE_S = 10.0


class WorkerFailed(Exception):
    """A program ended or did not answer; the text is the end of its log."""


@dataclass(frozen=True, slots=True)
class Worker:
    process: "subprocess.Popen[str]"
    answers: "queue.SimpleQueue[str]"
    log_file: Path

    def ask(self, document: Any, patience_s: float = _PATIENCE_S) -> Any:
        """Raises WorkerFailed."""
        requests = self.process.stdin
        assert requests
        try:
            requests.write(json.dumps(document) + "\n")
            requests.flush()
        except BrokenPipeError as error:
            raise self._failure("ended") from error
        return self.answer(patience_s)

    def answer(self, patience_s: float = _PATIENCE_S) -> Any:
        """The next answer of the program. Raises WorkerFailed."""
        try:
            line = self.answers.get(timeout=patience_s)
        except queue.Empty as error:
            raise self._failure(f"wrote nothing for {patience_s:g} s") from error
        if not line:
            raise self._failure("ended")
        return json.loads(line)

    def memory_bytes(self) -> int:
        """The program's resident set, in bytes."""
        command = ["ps", "-o", "rss=", "-p", str(self.process.pid)]
        return 1024 * int(subprocess.run(command, capture_output=True, check=True).stdout)

    def _failure(self, what_happened: str) -> WorkerFailed:
        log = self.log_file.read_text(errors="replace")[-2000:]
        return WorkerFailed(f"{self.log_file.stem} {what_happened}: {log}")


@contextmanager
def running_worker(
    command: Sequence[str], log_file: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Worker]:
    """Runs in the repository's root, with a small environment and `environment` besides."""
    with log_file.open("w") as log:
        process = subprocess.Popen(
            command,
            env={"PATH": os.environ.get("PATH", os.defpath), **(environment or {})},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdin
    assert process.stdout
    answers: queue.SimpleQueue[str] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(process.stdout, answers))
    reader.start()
    try:
        yield Worker(process, answers, log_file)
    finally:
        _end(process)
        reader.join()


def _end(process: "subprocess.Popen[str]") -> None:
    """Closes the program's input; kills a program that does not end then."""
    assert process.stdin
    with suppress(BrokenPipeError):
        process.stdin.close()
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _read(lines: IO[str], answers: "queue.SimpleQueue[str]") -> None:
    for line in lines:
        answers.put(line)
    answers.put("")
