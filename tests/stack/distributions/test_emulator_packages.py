"""Wheels of emulators, installed outside the repository.

tests/clients/test_emulator_wheel.py does this for the AppSync emulator.
"""

from pathlib import Path

import boto3
import httpx
import pytest
from rekognition_tests.photos import astronaut

from tests.stack.distributions.environment import Environment, install_wheel
from tests.support.ports import free_ports
from tests.support.system.system import System
from tests.support.waiting import eventually

_READ_MAPPINGS = """
import sys, boto3
from streams_emulator import StreamMapping, StreamPoller
endpoint, region = sys.argv[1:]
session = boto3.Session(region_name=region)
aws = session.client("lambda", endpoint_url=endpoint)
for mapping in aws.list_event_source_mappings()["EventSourceMappings"]:
    if ":dynamodb:" in mapping["EventSourceArn"]:
        poller = StreamPoller(StreamMapping.from_api(mapping), session, endpoint)
        print(poller.status().running)
"""


@pytest.fixture
def engine(dist: Path, tmp_path: Path) -> Environment:
    (wheel,) = dist.glob("rekognition_emulator-*.whl")
    return install_wheel(wheel, tmp_path)


async def test_rekognition_emulator_finds_a_face(engine: Environment) -> None:
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    command = engine.program("rekognition-emulator")

    with engine.running(command, "--port", str(port), "--workers", "1"):
        await eventually(lambda: _is_ready(url), "the engine to listen")
        client = boto3.Session("test", "test", region_name="us-east-1").client(
            "rekognition", endpoint_url=url
        )
        found = client.detect_faces(Image={"Bytes": astronaut()})

    assert len(found["FaceDetails"]) == 1


def test_streams_emulator_reads_the_laptops_mappings(
    dist: Path, system: System, tmp_path: Path
) -> None:
    (wheel,) = dist.glob("streams_emulator-*.whl")
    installed = install_wheel(wheel, tmp_path)

    laptop = system.outputs

    output = installed.run(
        installed.python, "-c", _READ_MAPPINGS, laptop.aws_endpoint, laptop.region
    )

    assert set(output.split()) == {"False"}


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/ready").is_success
    except httpx.TransportError:
        return False
