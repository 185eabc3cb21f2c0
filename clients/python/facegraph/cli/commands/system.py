"""`facegraph up`, `down`, `status` and `doctor`; signing in and out."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from facegraph.cli.options import Json, Where, connecting

StateFolder = Annotated[
    Path | None,
    Option(metavar="FOLDER", help="Where the system keeps its files.  [default: .facegraph]"),
]


def up(
    arguments: Annotated[
        list[str] | None,
        Argument(metavar="[-- OPTION…]", help="Options of `make run`'s program, as --aws-port."),
    ] = None,
    state_folder: StateFolder = None,
    json: Json = False,
) -> None:
    """Starts the whole system on this machine, in the background."""
    from facegraph.cli.screen import Screen
    from facegraph.cli.system.up import up as bring_up

    bring_up(state_folder, arguments or [], Screen(as_json=json))


def down(state_folder: StateFolder = None, json: Json = False) -> None:
    """Stops what `facegraph up` started."""
    from facegraph.cli.screen import Screen
    from facegraph.cli.system.up import down as bring_down

    bring_down(state_folder, Screen(as_json=json))


@connecting
def status(where: Where, json: Json = False) -> None:
    """Says which system is meant, and whether it answers."""
    from facegraph.cli.loop import run
    from facegraph.cli.screen import Screen
    from facegraph.cli.system.status import status as show_status

    run(show_status(where, Screen(as_json=json)))


@connecting
def doctor(where: Where, json: Json = False) -> None:
    """Says what is missing on this machine, or for a stack on AWS, and how to mend it."""
    from facegraph.cli.doctor.run import examine
    from facegraph.cli.screen import Screen

    examine(where, Screen(as_json=json))


@connecting
def sign_in(where: Where, json: Json = False) -> None:
    """Signs in to a stack on AWS, with name and password."""
    from facegraph.cli.screen import Screen
    from facegraph.cli.sign_in.command import sign_in as sign_in_to

    sign_in_to(where, Screen(as_json=json))


@connecting
def sign_out(where: Where, json: Json = False) -> None:
    """Forgets the sign-in, here and at Cognito."""
    from facegraph.cli.screen import Screen
    from facegraph.cli.sign_in.command import sign_out as sign_out_of

    sign_out_of(where, Screen(as_json=json))
