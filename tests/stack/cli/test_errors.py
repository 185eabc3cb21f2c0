"""An error gives the user a sentence with the next step, and scripts an exit code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from facegraph.cli.failure import ExitCode
from rekognition_tests.photos import astronaut

from tests.support.command_line import CommandLine, Ran
from tests.support.system.system import System

NOBODYS = "a" * 26


@pytest.mark.parametrize(
    "arguments",
    [["show", NOBODYS], ["faces", "--image", NOBODYS], ["reanalyze", NOBODYS], ["show", "../x"]],
    ids=" ".join,
)
def test_unknown_image_is_not_found(facegraph: CommandLine, arguments: list[str]) -> None:
    ran = facegraph.run(*arguments)

    _is_refused(ran, ExitCode.NOT_FOUND, "`facegraph images` lists")


@pytest.mark.parametrize(
    "command", [["images"], ["watch"], ["status"], ["upload", "one.jpg"]], ids=" ".join
)
def test_token_that_is_not_accepted_is_named(
    facegraph: CommandLine, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "one.jpg").write_bytes(astronaut())
    header, payload, _ = _change(tmp_path, lambda outputs: outputs["users"][0])["idToken"].split(
        "."
    )
    _change(tmp_path, lambda outputs: outputs["users"][0].update(idToken=f"{header}.{payload}.AA"))

    ran = facegraph.run(*command)

    _is_refused(ran, ExitCode.NOT_ALLOWED, "is no longer valid")
    assert payload not in ran.out + ran.err


def test_malformed_token_is_named(facegraph: CommandLine, tmp_path: Path) -> None:
    _change(tmp_path, lambda outputs: outputs["users"][0].update(idToken="damaged"))

    _is_refused(facegraph.run("images"), ExitCode.NOT_ALLOWED, "is damaged")


def test_user_that_the_laptop_does_not_have_is_named(facegraph: CommandLine) -> None:
    ran = facegraph.run("images", "--user", "nobody")

    _is_refused(ran, ExitCode.NOT_ALLOWED, "has no user nobody: choose one of user-")


@pytest.mark.parametrize("command", [["images"], ["watch"], ["status"]], ids=" ".join)
def test_system_that_does_not_run_is_named(
    facegraph: CommandLine, tmp_path: Path, command: list[str]
) -> None:
    nowhere = {
        "graphqlUrl": "http://127.0.0.1:9/graphql",
        "realtimeUrl": "ws://127.0.0.1:9/graphql",
    }
    _change(tmp_path, lambda outputs: outputs.update(nowhere))

    _is_refused(facegraph.run(*command), ExitCode.UNREACHABLE, "start it with `facegraph up`")


def test_server_that_is_not_the_api_is_named(
    facegraph: CommandLine, system: System, tmp_path: Path
) -> None:
    elsewhere = {"graphqlUrl": f"{system.outputs.aws_endpoint}/nothing"}
    _change(tmp_path, lambda outputs: outputs.update(elsewhere))

    _is_refused(facegraph.run("images"), ExitCode.UNREACHABLE, "it is not Facegraph's API")


def test_outputs_file_that_is_damaged_is_named(facegraph: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "damaged.json").write_text("{")
    (tmp_path / "empty.json").write_text("{}")

    damaged = facegraph.run("images", "--outputs", "damaged.json")
    empty = facegraph.run("images", "--outputs", "empty.json")

    _is_refused(damaged, ExitCode.BAD_FILE, "cannot be read as JSON")
    _is_refused(empty, ExitCode.BAD_FILE, "'region' is missing")


def test_path_that_is_not_there_is_named(facegraph: CommandLine) -> None:
    ran = facegraph.run("upload", "nowhere")

    _is_refused(ran, ExitCode.BAD_FILE, "There is no file or folder nowhere")


@pytest.mark.parametrize("command", [["show", "{image}"], ["export"]], ids=lambda c: c[0])
async def test_file_that_cannot_be_written_is_named(
    facegraph: CommandLine, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "one.jpg").write_bytes(astronaut())
    uploaded = facegraph.run("upload", "one.jpg", "--json").documents[0]["imageId"]
    named = [word.format(image=uploaded) for word in command]

    ran = facegraph.run(*named, "--output", "no/such/folder/file")

    _is_refused(ran, ExitCode.BAD_FILE, "cannot be written (No such file or directory)")


@pytest.mark.parametrize(
    "arguments",
    [["images", "--limit", "0"], ["images", "--status", "NONE"], ["delete"], ["reanalyze"], ["x"]],
    ids=" ".join,
)
def test_wrong_usage_is_named(facegraph: CommandLine, arguments: list[str]) -> None:
    ran = facegraph.run(*arguments)

    assert (ran.exit_code, ran.out) == (ExitCode.USAGE, "")
    assert "Traceback" not in ran.err


def _is_refused(ran: Ran, exit_code: ExitCode, text: str) -> None:
    assert (ran.exit_code, text in ran.sentence) == (exit_code, True), ran


def _change(folder: Path, change: Callable[[dict[str, Any]], Any]) -> Any:
    """Applies `change` to the outputs file and returns its result."""
    file = folder / ".facegraph" / "outputs.json"
    outputs = json.loads(file.read_text())
    returned = change(outputs)
    file.write_text(json.dumps(outputs))
    return returned
