"""`facegraph up`, `down`, `status` and `doctor`; signing in and out."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from facegraph.cli.options import Json, Where, connecting

StateFolder = Annotated[
    Path | None,
    Option(metavar="FOLDER", help="Where the system keeps its files.  [default: .facegraph]"),
]
Repository = Annotated[
    Path | None,
    Option(
        metavar="FOLDER",
        envvar="FACEGRAPH_REPOSITORY",
        help="A checkout of Facegraph's repository.  [default: the one around this folder]",
    ),
]


def up(
    arguments: Annotated[
        list[str] | None,
        Argument(metavar="[-- OPTION…]", help="Options of `make run`, such as --aws-port 5566."),
    ] = None,
    state_folder: StateFolder = None,
    repository: Repository = None,
    json: Json = False,
) -> None:
    """Starts the whole system on this machine, in the background.

    Needs a checkout of Facegraph's repository.
    """
    from facegraph.cli.repository import require_repository
    from facegraph.cli.screen import Screen
    from facegraph.cli.system.background import Background
    from facegraph.cli.system.up import up as start

    background = Background.of(require_repository(repository), state_folder)
    start(background, arguments or [], Screen(as_json=json))


def down(
    state_folder: StateFolder = None, repository: Repository = None, json: Json = False
) -> None:
    """Stops the system that `facegraph up` started."""
    from facegraph.cli.repository import require_repository
    from facegraph.cli.screen import Screen
    from facegraph.cli.system.background import Background
    from facegraph.cli.system.up import down as stop

    stop(Background.of(require_repository(repository), state_folder), Screen(as_json=json))


@connecting
def status(where: Where, json: Json = False) -> None:
    """Shows which system the commands use, and whether it answers."""
    from facegraph.cli.loop import run
    from facegraph.cli.screen import Screen
    from facegraph.cli.system.status import status as show_status

    run(show_status(where, Screen(as_json=json)))


@connecting
def doctor(where: Where, json: Json = False) -> None:
    """Checks this machine, and an AWS account, for what Facegraph needs, and says what to do."""
    from facegraph.cli.doctor.run import examine
    from facegraph.cli.screen import Screen

    examine(where, Screen(as_json=json))


@connecting
def sign_in(where: Where, json: Json = False) -> None:
    """Signs in to a stack on AWS with a name and a password."""
    from facegraph.cli.screen import Screen
    from facegraph.cli.sign_in.command import sign_in as sign_in_to

    sign_in_to(where, Screen(as_json=json))


@connecting
def sign_out(where: Where, json: Json = False) -> None:
    """Deletes the saved sign-in and revokes it at Cognito."""
    from facegraph.cli.screen import Screen
    from facegraph.cli.sign_in.command import sign_out as sign_out_of

    sign_out_of(where, Screen(as_json=json))
