"""The command behind `make run`, with ports and a folder of its own."""

import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.model.caller import ADMINS_GROUP
from infrastructure.bundle import ROOT
from tests.support.ports import free_ports
from tests.support.waiting import eventually

_KEYS = {
    *("awsEndpoint", "engineUrl", "region", "bucketName", "tableName", "topicArn", "queueUrl"),
    *("deadLetterQueueUrl", "graphqlUrl", "realtimeUrl", "consoleUrl", "userPoolId", "clientId"),
    "users",
}
_USER_KEYS = {"username", "password", "sub", "idToken", "accessToken", "groups"}


CA_FILE = Path("authority", "ca.pem")


@pytest.fixture
def ports() -> list[int]:
    return free_ports(4)


async def test_command_prints_every_address_and_leaves_nothing_behind(
    tmp_path: Path, ports: list[int]
) -> None:
    outputs_file = tmp_path / "outputs.json"
    with _running(tmp_path, ports) as command:
        await eventually(lambda: "Ctrl-C" in command.printed(), "the welcome")
        output, outputs = command.printed(), json.loads(outputs_file.read_text())
        mode = stat.S_IMODE(outputs_file.stat().st_mode)
        answer = _ask(outputs)
        page = _page(outputs["consoleUrl"])
        answer_over_tls = _ask(outputs, tls=ssl.create_default_context(cafile=tmp_path / CA_FILE))
        processes = _descendants(command.process.pid)
        command.process.send_signal(signal.SIGINT)
        await command.ended()

    assert outputs.keys() >= _KEYS
    assert all(user.keys() == _USER_KEYS for user in outputs["users"])
    assert [user["groups"] for user in outputs["users"]] == [[], [], [ADMINS_GROUP]]
    assert mode == 0o600
    assert answer == answer_over_tls == {"data": {"images": {"items": []}}}
    assert "content-security-policy" in page.headers
    for name in ("awsEndpoint", "graphqlUrl", "realtimeUrl", "consoleUrl"):
        assert outputs[name] in output
    assert f"s3://{outputs['bucketName']}/uploads/{outputs['users'][0]['sub']}/" in output
    assert command.process.returncode == 0
    assert len(processes) >= 4  # two guardians and the processes that they guard
    await eventually(lambda: not any(map(_is_running, processes)), "all processes to end")
    assert not any(map(_is_taken, ports))
    assert not outputs_file.exists()


async def test_second_command_leaves_the_running_system_alone_when_its_port_is_taken(
    tmp_path: Path, ports: list[int]
) -> None:
    outputs_file = tmp_path / "outputs.json"
    outputs_file.write_text("of the one that runs")
    with (
        socket.create_server(("127.0.0.1", ports[2])),
        _running(tmp_path, ports) as command,
    ):
        await command.ended()

    assert command.process.returncode == 1
    assert f"Port {ports[2]} on 127.0.0.1 is taken" in command.printed()
    assert outputs_file.read_text() == "of the one that runs"
    assert not any(map(_is_taken, ports))


@dataclass(frozen=True, slots=True)
class Command:
    process: "subprocess.Popen[bytes]"
    output: Path

    def printed(self) -> str:
        return self.output.read_text()

    async def ended(self) -> None:
        await eventually(lambda: self.process.poll() is not None, "the command to end")


@contextmanager
def _running(folder: Path, ports: list[int]) -> Iterator[Command]:
    flags = ["--state-folder", str(folder), "--authority-folder", str(folder / "authority")]
    for name, port in zip(("aws", "engine", "graphql", "console"), ports, strict=True):
        flags += [f"--{name}-port", str(port)]
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "laptop", *flags],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Command(process, folder / "output.txt")
    finally:
        process.terminate()
        process.wait()


def _ask(outputs: dict[str, Any], tls: ssl.SSLContext | None = None) -> object:
    """Requests over the one port, with TLS or without."""
    document, token = "{ images { items { id } } }", outputs["users"][0]["idToken"]
    url = outputs["graphqlUrl"].replace("http:", "https:" if tls else "http:")
    with httpx.Client(verify=tls or True) as client:
        body, headers = {"query": document}, {"authorization": token}
        return client.post(url, json=body, headers=headers).json()


def _page(url: str) -> httpx.Response:
    with httpx.Client() as client:
        return client.get(url).raise_for_status()


def _descendants(pid: int) -> list[int]:
    parents = _parents_by_proc() if Path("/proc/self/stat").exists() else _parents_by_ps()
    found = [pid]
    for ancestor in found:
        found += [child for child, parent in parents.items() if parent == ancestor]
    return found[1:]


def _parents_by_proc() -> dict[int, int]:
    """For minimal machines, which have no ps."""
    parents = {}
    for stat_file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            # pid (name) state ppid …, and a name may hold spaces and brackets
            parents[int(stat_file.parent.name)] = int(
                stat_file.read_text().rpartition(")")[2].split()[1]
            )
    return parents


def _parents_by_ps() -> dict[int, int]:
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    return {int(child): int(parent) for child, parent in map(str.split, listed.stdout.splitlines())}


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
