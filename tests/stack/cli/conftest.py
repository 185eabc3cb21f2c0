from pathlib import Path

import pytest

from laptop.outputs import User
from tests.support.command_line import CommandLine
from tests.support.system.people import Person
from tests.support.system.system import System


@pytest.fixture
def facegraph(system: System, ana: Person, tmp_path: Path) -> CommandLine:
    """The command line of the user ana."""
    return command_line_of(system, ana, tmp_path)


def command_line_of(system: System, person: Person, folder: Path) -> CommandLine:
    """A command line whose outputs file holds only this user."""
    user = User(
        username=person.name,
        password="",
        sub=person.sub,
        id_token=person.token,
        access_token=person.token,
        groups=(),
    )
    outputs = folder / ".facegraph" / "outputs.json"
    outputs.parent.mkdir(parents=True)
    system.outputs.with_users((user,)).write(outputs)
    return CommandLine(folder=folder)
