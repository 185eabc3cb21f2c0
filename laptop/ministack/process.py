"""MiniStack, the emulated AWS, as a child process."""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import boto3
import botocore.session
from botocore.config import Config

from laptop.child_process import LOOPBACK, ChildProcess, require_free_port
from laptop.ministack.enforcement import ServerCertificate

ACCOUNT = "000000000000"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

# botocore's variables: (name in the profile, in the environment, default, conversion).
_NO_HOST_CONFIGURATION = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


MODULE = ("-m", "ministack")


@dataclass(frozen=True, slots=True)
class MiniStack:
    """A running emulator. Its state is in memory, and is lost when it ends."""

    endpoint_url: str
    region: str
    process: ChildProcess

    @classmethod
    def start(
        cls,
        *,
        python: Path,
        state_folder: Path,
        port: int,
        region: str,
        environment: Mapping[str, str] | None = None,
        program: Sequence[str] = MODULE,
        certificate: ServerCertificate | None = None,
    ) -> Self:
        """Returns when the emulator answers.

        `python` is the interpreter of ministack's environment; functions run with it, too. Every
        function inherits `environment`, and a function's own variables override it. With a
        `certificate` the emulator uses TLS only and enforces IAM: callers must trust its authority.
        `program`: what `python` runs. Raises `PortTaken` or `ChildProcessFailed`. Writes to
        `state_folder`, where its log is, too; Cognito's signing keys go to `/tmp`.
        """
        require_free_port(port)
        _empty(state_folder / "tmp")
        process = ChildProcess.start(
            [str(python), *program],
            environment=_environment(state_folder.resolve(), port, region)
            | (certificate.environment if certificate else {})
            | dict(environment or {}),
            log_file=state_folder / "ministack.log",
            name="MiniStack",
        )
        scheme = "https" if certificate else "http"
        ministack = cls(f"{scheme}://{LOOPBACK}:{port}", region, process)
        try:
            process.wait_until_ready(f"{ministack.endpoint_url}/_ministack/ready")
        except BaseException:
            process.stop()
            raise
        return ministack

    def session(self) -> boto3.Session:
        """For clients of this emulator. Pass `endpoint_url` to each client."""
        return emulator_session(self.region)

    def stop(self) -> None:
        """Ends the emulator and its function workers."""
        self.process.stop()


def emulator_session(region: str) -> boto3.Session:
    """Ignores the host's AWS profiles and proxies."""
    core = botocore.session.Session(session_vars=_NO_HOST_CONFIGURATION)
    core.set_default_client_config(Config(proxies={}))
    return boto3.Session(
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        region_name=region,
        botocore_session=core,
    )


def _environment(state_folder: Path, port: int, region: str) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(state_folder),
        "TMPDIR": str(state_folder / "tmp"),
        "TZ": "UTC",  # as in Lambda; functions inherit it
        "GATEWAY_PORT": str(port),
        "BIND_HOST": LOOPBACK,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # By default both are under /tmp. MiniStack (1.5.33) always writes Cognito's keys there.
        "STATE_DIR": str(state_folder / "state"),
        "S3_DATA_DIR": str(state_folder / "s3"),
        "MINISTACK_REGION": region,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        **CREDENTIALS,
    }


def _empty(folder: Path) -> None:
    """MiniStack leaves the unpacked code of every function behind."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
