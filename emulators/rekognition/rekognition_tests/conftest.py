from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from moto.server import ThreadedMotoServer

from rekognition_tests.running import SESSION, Engine, running_engine

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient
    from mypy_boto3_s3 import S3Client


# The same examples in every run; no deadline, because machines are shared.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=100)
if settings.get_current_profile_name() == "default":  # none was chosen
    settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def s3(s3_url: str) -> "S3Client":
    return SESSION.client("s3", endpoint_url=s3_url)


@pytest.fixture(scope="session")
def engine(s3_url: str) -> Iterator[Engine]:
    s3_environment = {"AWS_ENDPOINT_URL_S3": s3_url}
    with running_engine("--workers", "2", environment=s3_environment) as running:
        yield running


@pytest.fixture(scope="session")
def rekognition(engine: Engine) -> "RekognitionClient":
    return engine.client()
