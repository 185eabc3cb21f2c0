import io
import json
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest

from laptop.child_process import PortTaken
from laptop.ministack import ACCOUNT, MiniStack
from tests.laptop.waiting import is_running, wait_until

FUNCTION = """
import os

def handler(event, context):
    return {"pid": os.getpid(), "environment": dict(os.environ)}
"""


@pytest.fixture
def started(
    tmp_path: Path, port: int, ministack_python: Path, monkeypatch: pytest.MonkeyPatch
) -> MiniStack:
    monkeypatch.setenv("HOST_SECRET", "do not pass on")
    return MiniStack.start(
        python=ministack_python,
        state_folder=tmp_path,
        port=port,
        region="eu-west-3",
        environment={"AWS_ENDPOINT_URL_REKOGNITION": "http://127.0.0.1:1"},
    )


def test_stop_ends_the_emulator_and_its_function_workers(started: MiniStack) -> None:
    worker = invoke_new_function(started)["pid"]
    assert is_running(worker)

    started.stop()

    assert started.process.exit_code is not None
    wait_until(lambda: not is_running(worker), "the worker is gone")


def test_functions_see_the_given_environment_and_nothing_of_the_host(started: MiniStack) -> None:
    environment = invoke_new_function(started)["environment"]
    started.stop()

    assert environment["AWS_ENDPOINT_URL_REKOGNITION"] == "http://127.0.0.1:1"
    assert environment["AWS_ENDPOINT_URL"] == started.endpoint_url
    assert environment["AWS_REGION"] == "eu-west-3"
    assert "HOST_SECRET" not in environment


def test_everything_it_writes_is_in_the_state_folder(started: MiniStack, tmp_path: Path) -> None:
    invoke_new_function(started)
    cognito = started.session().client("cognito-idp", endpoint_url=started.endpoint_url)
    cognito.create_user_pool(PoolName="people")
    started.stop()

    written = {path.name for path in tmp_path.iterdir()}
    assert {"ministack.log", "state", "tmp"} <= written
    assert any(path.suffix == ".pem" for path in (tmp_path / "state").rglob("*"))


def test_start_is_refused_when_the_port_is_taken(
    tmp_path: Path, port: int, ministack_python: Path
) -> None:
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortTaken, match=str(port)):
        MiniStack.start(
            python=ministack_python, state_folder=tmp_path, port=port, region="eu-west-3"
        )

    assert list(tmp_path.iterdir()) == []


def test_session_works_whatever_the_host_has_configured(
    ministack: MiniStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "absent")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    sts = ministack.session().client("sts", endpoint_url=ministack.endpoint_url)

    assert sts.get_caller_identity()["Account"] == ACCOUNT
    assert sts.meta.region_name == ministack.region


def invoke_new_function(ministack: MiniStack) -> dict[str, Any]:
    client = ministack.session().client("lambda", endpoint_url=ministack.endpoint_url)
    client.create_function(
        FunctionName="probe",
        Runtime="python3.13",
        Role=f"arn:aws:iam::{ACCOUNT}:role/probe",
        Handler="index.handler",
        Code={"ZipFile": zipped({"index.py": FUNCTION})},
    )
    answer: dict[str, Any] = json.load(client.invoke(FunctionName="probe")["Payload"])
    return answer


def zipped(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
