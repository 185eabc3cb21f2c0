"""What measurements share: a folder to write to and a running system, each made when first used."""

import socket
import tempfile
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from laptop.child_process import LOOPBACK
from laptop.laptop import MINISTACK_PYTHON, Laptop, LaptopSettings, running_laptop

# The functions' Python: boto3 is all that it has, as in Lambda's runtime.
FUNCTION_PYTHON = MINISTACK_PYTHON


class Lab:
    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    @cached_property
    def folder(self) -> Path:
        return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="facegraph-")))

    @cached_property
    def settings(self) -> LaptopSettings:
        return laptop_settings(self.folder / "laptop")

    @cached_property
    def laptop(self) -> Laptop:
        return self._stack.enter_context(running_laptop(self.settings))


def laptop_settings(state_folder: Path) -> LaptopSettings:
    """Settings with free ports, so that a system that already runs is left alone."""
    aws_port, engine_port, graphql_port = free_ports(3)
    return LaptopSettings(
        state_folder=state_folder,
        authority_folder=state_folder / "authority",
        aws_port=aws_port,
        engine_port=engine_port,
        graphql_port=graphql_port,
        console_port=None,
    )


def free_ports(count: int) -> list[int]:
    """Different ports: each is held until the last one is found."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server((LOOPBACK, 0))) for _ in range(count)]
        return [listener.getsockname()[1] for listener in sockets]
