"""The engine as a child process, and plain HTTP calls to it."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import httpx
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

START_SECONDS = 60
AWS_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
}
SESSION = boto3.Session("testing", "testing", region_name="us-east-1")


@dataclass(frozen=True, slots=True)
class Engine:
    url: str
    process: "subprocess.Popen[str]"

    @property
    def worker_pids(self) -> list[int]:
        pids: list[int] = httpx.get(f"{self.url}/ready").json()["workers"]
        return pids

    def call(self, body: Any, operation: str = "DetectFaces") -> httpx.Response:
        """Sends `body` unchanged if it is bytes, as JSON otherwise."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"X-Amz-Target": f"RekognitionService.{operation}"}
        return httpx.post(self.url, content=content, headers=headers, timeout=60)

    def client(self) -> "RekognitionClient":
        """A client without retries: the first answer is the one under test."""
        config = Config(retries={"total_max_attempts": 1}, max_pool_connections=50)
        return SESSION.client("rekognition", endpoint_url=self.url, config=config)


def image_of(photo: bytes) -> dict[str, Any]:
    return {"Image": {"Bytes": base64.b64encode(photo).decode()}}


@contextmanager
def running_engine(*flags: str, environment: Mapping[str, str] | None = None) -> Iterator[Engine]:
    """The engine is ready in the block; when the block is left, it and its workers have ended."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "rekognition_emulator", "--port", str(port), *flags],
        env={**os.environ, **AWS_ENVIRONMENT, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # so that a test can interrupt the engine as a terminal does
    )
    engine = Engine(f"http://127.0.0.1:{port}", process)
    try:
        _wait_until_ready(engine)
        yield engine
    finally:
        output_until_all_ended(engine, signal.SIGTERM)


def output_until_all_ended(engine: Engine, how: signal.Signals) -> str:
    """The output of engine and workers.

    Their end of the pipe closes when the last process has ended."""
    if engine.process.poll() is None:
        engine.process.send_signal(how)
    output, _ = engine.process.communicate(timeout=START_SECONDS)
    return output


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_ready(engine: Engine) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert engine.process.poll() is None, "the engine ended while starting"
        try:
            httpx.get(f"{engine.url}/ready").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the engine did not become ready")
