"""Calls one function of the running laptop in this process, with the code of this checkout.

The function gets the environment that its deployed twin has, so its reads and writes reach the
running laptop. `--pdb` stops at the handler's first line, and where an exception is raised.
"""

import argparse
import json
import os
import pdb
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from core.model.wire import to_wire
from laptop.__main__ import OUTPUTS_FILE_NAME, STATE_FOLDER
from laptop.deployed import DeployedFunction, NotFound, RunningLaptop
from laptop.reanalysis import reanalysis_event

_PATIENCE_S = 60 * 60  # a developer at a breakpoint needs longer than the function's own timeout
Handler = Callable[[Any, "InvocationContext"], Any]


@dataclass(frozen=True, slots=True)
class InvocationContext:
    """The members of Lambda's context that the functions read."""

    aws_request_id: str
    ends_at_s: float

    def get_remaining_time_in_millis(self) -> int:
        return int((self.ends_at_s - time.monotonic()) * 1000)


def main() -> None:
    arguments = _arguments()
    try:
        laptop = RunningLaptop.of(arguments.outputs)
        function = laptop.function(arguments.function)
        event = _event(laptop, function, arguments)
    except NotFound as error:
        sys.exit(str(error))
    call = _under_debugger if arguments.pdb else _plainly
    answer = invoke(laptop, function, event, call)
    print(json.dumps(answer, default=to_wire, indent=2))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m laptop.invoke", description=__doc__)
    parser.add_argument("function", help="analyze, erase, publish, resolvers or sweep")
    event = parser.add_mutually_exclusive_group(required=True)
    event.add_argument("event", nargs="?", type=argparse.FileType(), help="a JSON file; -: stdin")
    event.add_argument("--image", metavar="ID", help="have analyze look at this image again")
    parser.add_argument("--pdb", action="store_true", help="run the handler under the debugger")
    parser.add_argument("--outputs", type=Path, default=STATE_FOLDER / OUTPUTS_FILE_NAME)
    return parser.parse_args()


def _event(laptop: RunningLaptop, function: DeployedFunction, arguments: argparse.Namespace) -> Any:
    if arguments.image:
        return reanalysis_event(laptop, function, arguments.image)
    return json.load(arguments.event)


def invoke(
    laptop: RunningLaptop,
    function: DeployedFunction,
    event: Any,
    call: Callable[[Handler, Any, InvocationContext], Any],
) -> Any:
    """Changes the environment of this process for good: handlers read theirs when imported."""
    os.environ.update(laptop.environment | dict(function.variables))
    module, _, name = function.handler.rpartition(".")
    handler = getattr(import_module(module), name)
    context = InvocationContext(str(uuid4()), time.monotonic() + _PATIENCE_S)
    return call(handler, event, context)


def _plainly(handler: Handler, event: Any, context: InvocationContext) -> Any:
    return handler(event, context)


def _under_debugger(handler: Handler, event: Any, context: InvocationContext) -> Any:
    try:
        return pdb.Pdb().runcall(handler, event, context)
    except Exception:
        pdb.post_mortem()
        raise


if __name__ == "__main__":
    main()
