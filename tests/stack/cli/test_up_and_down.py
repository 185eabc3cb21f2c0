"""The laptop's system in the background, with ports and a folder of its own."""

import json
import socket
from pathlib import Path

from facegraph.cli.failure import ExitCode

from tests.support.command_line import CommandLine
from tests.support.ports import free_ports

_NAMES = ("aws", "engine", "graphql", "console")


def test_system_comes_up_answers_and_goes_down(tmp_path: Path) -> None:
    facegraph, ports = CommandLine(folder=tmp_path), free_ports(4)
    state = ("--state-folder", tmp_path / ".facegraph")
    options = [word for name, port in zip(_NAMES, ports, strict=True) for word in _port(name, port)]
    authority = ("--authority-folder", str(tmp_path / "authority"))
    try:
        up = facegraph.run("up", *state, "--", *options, *authority)
        again = facegraph.run("up", *state, "--json")
        status = facegraph.run("status", "--json")
    finally:
        down = facegraph.run("down", *state)
    after = facegraph.run("status")
    down_again = facegraph.run("down", *state)

    assert (up.exit_code, again.exit_code) == (ExitCode.DONE, ExitCode.DONE), up.err
    assert f"http://127.0.0.1:{ports[2]}/graphql" in up.out
    assert again.documents[0]["graphqlUrl"] == status.documents[0]["graphqlUrl"]
    assert (status.documents[0]["answers"], status.documents[0]["user"]) == (True, "ana")
    assert "idToken" not in json.dumps([again.documents, status.documents])
    assert (down.exit_code, down_again.exit_code) == (ExitCode.DONE, ExitCode.DONE)
    assert after.exit_code == ExitCode.NOT_SET_UP
    assert not any(map(_is_taken, ports))


def test_reason_is_shown_when_the_system_cannot_start(tmp_path: Path) -> None:
    facegraph, ports = CommandLine(folder=tmp_path), free_ports(4)
    options = [word for name, port in zip(_NAMES, ports, strict=True) for word in _port(name, port)]
    with socket.create_server(("127.0.0.1", ports[2])):
        ran = facegraph.run("up", "--state-folder", tmp_path, "--", *options)

    assert (ran.exit_code, ran.out) == (ExitCode.NOT_SET_UP, "")
    assert f"Port {ports[2]} on 127.0.0.1 is taken" in ran.err
    assert str(tmp_path / "up.log") in ran.sentence


def _port(name: str, port: int) -> list[str]:
    return [f"--{name}-port", str(port)]


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
