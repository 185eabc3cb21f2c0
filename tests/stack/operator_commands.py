"""The commands that an operator runs on a deployed system, from the repository's folder."""

import os
import subprocess

from infrastructure.bundle import ROOT
from laptop.ministack import CREDENTIALS
from tests.support.system.system import System

_INHERITED = ("AWS_CA_BUNDLE", "SSL_CERT_FILE")  # set while the emulated AWS speaks TLS


def run_as_operator(system: System, *command: str, **variables: str) -> str:
    """Returns the command's output; fails unless the command succeeded."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "AWS_ENDPOINT_URL": system.outputs.aws_endpoint,
        "AWS_DEFAULT_REGION": system.outputs.region,
        **CREDENTIALS,
        **inherited,
        **variables,
    }
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout
