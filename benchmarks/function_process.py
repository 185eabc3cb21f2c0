"""A function's bundle in a process of its own, invoked as often as wanted."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

from benchmarks import function_worker
from benchmarks.functions import Function, environment_of
from benchmarks.lab import FUNCTION_PYTHON, Lab
from laptop.laptop import REGION
from laptop.ministack import CREDENTIALS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class FunctionFailed(Exception):
    """A function ended or returned records as failed; the text is the end of its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    service: str
    operation: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    took_s: float
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class FunctionProcess:
    process: "subprocess.Popen[str]"
    log_file: Path

    def invoke(self, event: Mapping[str, Any]) -> Invocation:
        """Raises FunctionFailed."""
        answer = self._answer(json.dumps(event))
        if not answer or json.loads(answer)["result"]["batchItemFailures"]:
            raise FunctionFailed(self.log_file.read_text(errors="replace")[-2000:])
        document = json.loads(answer)
        return Invocation(
            took_s=document["took_s"], calls=tuple(Call(**call) for call in document["calls"])
        )

    def _answer(self, line: str) -> str:
        requests, answers = _pipes(self.process)
        try:
            requests.write(line + "\n")
            requests.flush()
        except BrokenPipeError:
            return ""
        return answers.readline()


@contextmanager
def running_function(
    lab: Lab, function: Function, settings: "DataclassInstance", engine_url: str
) -> Iterator[FunctionProcess]:
    log_file = lab.folder / f"{function.name}-{uuid4().hex}.log"
    environment = {
        "PYTHONPATH": str(function.built(lab.folder)),
        "AWS_ENDPOINT_URL": lab.laptop.outputs.aws_endpoint,
        "AWS_ENDPOINT_URL_REKOGNITION": engine_url,
        "AWS_DEFAULT_REGION": REGION,
        **CREDENTIALS,
        **environment_of(settings),
    }
    command = [str(FUNCTION_PYTHON), "-P", function_worker.__file__, function.handler]
    with log_file.open("w") as log:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process:  # leaving the block closes its input, which ends the process
        yield FunctionProcess(process, log_file)


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    assert process.stdin
    assert process.stdout
    return process.stdin, process.stdout
