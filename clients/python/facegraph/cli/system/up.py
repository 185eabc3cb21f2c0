"""`facegraph up` and `facegraph down`."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.screen import Screen
from facegraph.cli.system.background import Background
from facegraph.cli.target import REPOSITORY, read_json

_START_S = 600  # the first start fetches wheels
_STOP_S = 60
_LOOK_S = 0.1
_LOG_LINES = 12


def up(state_folder: Path | None, arguments: Sequence[str], screen: Screen) -> None:
    background = _background(state_folder)
    _require_set_up()
    before_ns = _written_at_ns(background)
    process = background.start(arguments)
    if process is None and background.outputs_file.exists():
        screen.tell("Facegraph runs already.")
        return _show(background, screen)
    started_at = time.monotonic()
    with screen.busy("Starting Facegraph on this machine …") as shown:
        while _written_at_ns(background) == before_ns:
            took_s = time.monotonic() - started_at
            if not background.is_running:
                raise CommandFailed(
                    ExitCode.NOT_SET_UP,
                    f"{background.said(_LOG_LINES)}\nFacegraph did not start; "
                    f"{background.log_file} has all that it said.",
                )
            if took_s > _START_S:
                raise CommandFailed(
                    ExitCode.NOT_SET_UP,
                    f"Facegraph has not come up in {_START_S} s: look at {background.log_file}, "
                    "and end it with `facegraph down`.",
                )
            shown(f"Starting Facegraph on this machine … {took_s:.0f} s")
            time.sleep(_LOOK_S)
    screen.tell(f"Facegraph is up ({time.monotonic() - started_at:.0f} s).")
    return _show(background, screen)


def down(state_folder: Path | None, screen: Screen) -> None:
    background = _background(state_folder)
    try:
        with screen.busy("Stopping Facegraph …"):
            has_ended = background.stop(_STOP_S)
    except ProcessLookupError:
        if background.outputs_file.exists():
            raise CommandFailed(
                ExitCode.NOT_SET_UP,
                "`facegraph up` started nothing that still runs. If `make run` did, press Ctrl-C "
                "in its terminal.",
            ) from None
        has_ended = True
    if not has_ended:
        raise CommandFailed(
            ExitCode.UNEXPECTED,
            f"Facegraph has not stopped in {_STOP_S} s: look at {background.log_file}.",
        )
    if screen.as_json:
        screen.document({"running": False})
    else:
        screen.say("Facegraph is stopped.")


def addresses(outputs: dict[str, Any]) -> dict[str, str]:
    """What there is to open and to paste, in the order to be shown."""
    named = {
        "console": outputs.get("consoleUrl"),
        "GraphQL": outputs["graphqlUrl"],
        "realtime": outputs["realtimeUrl"],
        "AWS": outputs.get("awsEndpoint"),
        "users": ", ".join(user["username"] for user in outputs.get("users", ())),
    }
    return {name: value for name, value in named.items() if value}


def _show(background: Background, screen: Screen) -> None:
    outputs = read_json(background.outputs_file)
    if screen.as_json:
        shown = {name: value for name, value in outputs.items() if name != "users"}
        screen.document({"running": True, "outputs": str(background.outputs_file), **shown})
        return
    for name, value in addresses(outputs).items():
        screen.say(f"  {name:<9} {value}")
    screen.say(f"  {'outputs':<9} {background.outputs_file}")


def _background(state_folder: Path | None) -> Background:
    return Background(state_folder.absolute()) if state_folder else Background()


def _require_set_up() -> None:
    for environment in (".venv", ".venv-ministack"):
        if not (REPOSITORY / environment / ".ready").exists():
            raise CommandFailed(
                ExitCode.NOT_SET_UP,
                f"{REPOSITORY} is not set up ({environment} is missing): run `make setup` there.",
            )


def _written_at_ns(background: Background) -> int:
    try:
        return background.outputs_file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
