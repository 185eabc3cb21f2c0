"""`facegraph up` and `facegraph down`."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.screen import Screen
from facegraph.cli.system.background import Background
from facegraph.cli.target import read_json

_START_S = 600  # the first start fetches wheels
_STOP_S = 60
_LOOK_S = 0.1
_LOG_LINES = 12


def up(background: Background, arguments: Sequence[str], screen: Screen) -> None:
    _require_set_up(background.repository)
    before_ns = _written_at_ns(background)
    process = background.start(arguments)
    if process is None and background.outputs_file.exists():
        screen.summarize("Facegraph is running already.")
        return _show(background, screen)
    started_at = time.monotonic()
    with screen.busy("Starting Facegraph on this machine …") as shown:
        while _written_at_ns(background) == before_ns:
            took_s = time.monotonic() - started_at
            if not background.is_running:
                raise CommandFailed(
                    ExitCode.NOT_SET_UP,
                    f"{background.end_of_log(_LOG_LINES)}\nFacegraph did not start; "
                    f"the whole log is {background.log_file}.",
                )
            if took_s > _START_S:
                raise CommandFailed(
                    ExitCode.NOT_SET_UP,
                    f"Facegraph has not started in {_START_S} s: read {background.log_file}, "
                    "then stop it with `facegraph down`.",
                )
            shown(f"Starting Facegraph on this machine … {took_s:.0f} s")
            time.sleep(_LOOK_S)
    screen.summarize(f"Facegraph is up ({time.monotonic() - started_at:.0f} s).")
    return _show(background, screen)


def down(background: Background, screen: Screen) -> None:
    try:
        with screen.busy("Stopping Facegraph …"):
            has_ended = background.stop(_STOP_S)
    except ProcessLookupError:
        if background.outputs_file.exists():
            raise CommandFailed(
                ExitCode.NOT_SET_UP,
                "No system that `facegraph up` started is running. If `make run` started one, "
                "press Ctrl-C in its terminal.",
            ) from None
        has_ended = True
    if not has_ended:
        raise CommandFailed(
            ExitCode.UNEXPECTED,
            f"Facegraph has not stopped in {_STOP_S} s: read {background.log_file}.",
        )
    if screen.as_json:
        screen.document({"running": False})
    else:
        screen.say("Facegraph is stopped.")


def addresses(outputs: dict[str, Any]) -> dict[str, str]:
    """The system's addresses, in the order in which they are shown."""
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


def _require_set_up(repository: Path) -> None:
    for environment in (".venv", ".venv-ministack"):
        if not (repository / environment / ".ready").exists():
            raise CommandFailed(
                ExitCode.NOT_SET_UP,
                f"{repository} is not set up ({environment} is missing): run `make setup` there.",
            )


def _written_at_ns(background: Background) -> int:
    try:
        return background.outputs_file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
