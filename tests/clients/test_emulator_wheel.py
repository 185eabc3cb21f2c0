"""The AppSync emulator as its users install it: only the wheel and the files of its README."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from appsync_emulator import AuthMode, LoopbackTls

from infrastructure.bundle import ROOT
from tests.clients.gql_client import gql_client
from tests.clients.node_client import node_client
from tests.clients.published import Access, Inbox, OpenClient, PublishedClient

PACKAGE = ROOT / "emulators" / "appsync"
UV = Path(sys.executable).with_name("uv")
KEY = "da2-of-this-test"
ALBUM = "query Album($id: ID!) { album(id: $id) { id title } }"
PUT = "mutation Put($id: ID!, $title: String!) { putAlbum(id: $id, title: $title) { id title } }"
ON_ALBUM = "subscription OnAlbum($id: ID) { onAlbum(id: $id) { title } }"

pytestmark = pytest.mark.usefixtures("node_packages")


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script in an environment with only the wheel and its dependencies."""
    folder = tmp_path_factory.mktemp("stranger")
    _uv("build", "--wheel", PACKAGE, "--out-dir", folder / "dist")
    _uv("venv", folder / "venv", "--python", sys.executable)
    python = folder / "venv" / "bin" / "python"
    _uv("pip", "install", "--python", python, *(folder / "dist").glob("*.whl"))
    return folder / "venv" / "bin" / "appsync-emulator"


@pytest.fixture(scope="module")
def endpoint(command: Path) -> Iterator[str]:
    """The endpoint of the README's example, served outside the repository until SIGTERM."""
    folder = command.parents[2] / "example"
    shutil.copytree(PACKAGE / "example", folder, ignore=shutil.ignore_patterns("__pycache__"))
    arguments = [str(command), "api.toml", "--port", "0", "--api-key", KEY]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=folder) as served:
        assert served.stdout
        served.stdout.readline()
        address = served.stdout.readline().split()
        assert address, "the command printed no address"
        try:
            yield address[1].replace("127.0.0.1", "localhost")
        finally:
            served.terminate()
    assert served.returncode == 0


@pytest.mark.parametrize(
    ("scheme", "open_client"),
    [
        ("http", gql_client),
        ("HTTP", partial(node_client, "amplify.mjs")),
        ("http", partial(node_client, "apollo.mjs")),
    ],
    ids=["gql", "Amplify", "Apollo"],
)
async def test_a_client_queries_mutates_and_subscribes_to_the_readmes_example(
    endpoint: str, tls: LoopbackTls, scheme: str, open_client: OpenClient
) -> None:
    access = Access(
        endpoint.replace("http", scheme, 1),
        "us-east-1",
        AuthMode.API_KEY,
        {"apiKey": KEY},
        tls.authority_file,
    )

    async with open_client(access) as client:
        queried = await client.query(ALBUM, {"id": "a1"})
        async with client.subscribed(ON_ALBUM, {"id": "a2"}) as inbox:
            event = await _event_of_a_mutation(client, inbox)

    assert queried["album"]["title"] == "Blue Train"
    assert event["onAlbum"]["title"] == "Giant Steps"


def test_the_installed_command_names_the_version_of_its_wheel(command: Path) -> None:
    [wheel] = (command.parents[2] / "dist").glob("*.whl")

    ran = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)

    assert ran.stdout.split() == ["appsync-emulator", wheel.name.split("-")[1]]


async def _event_of_a_mutation(client: PublishedClient, inbox: Inbox) -> dict[str, Any]:
    """Repeats the mutation until its event arrives: clients do not report a begun subscription."""
    arriving = asyncio.create_task(inbox.next())
    while not arriving.done():
        await client.mutate(PUT, {"id": "a2", "title": "Giant Steps"})
        await asyncio.wait([arriving], timeout=0.1)
    return arriving.result()


def _uv(*arguments: str | Path) -> None:
    """Runs uv without the environment in which this test runs."""
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(
        [UV, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
