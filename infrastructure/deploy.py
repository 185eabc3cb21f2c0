"""Deploys a stage with the CDK's own tool: `STAGE=prod python -m infrastructure.deploy`.

Other arguments are passed to the tool: `python -m infrastructure.deploy bootstrap` for an account
that is not bootstrapped yet, `… diff`, `… destroy`.
"""

import os
import subprocess
import sys

import boto3

from infrastructure.bundle import ROOT
from infrastructure.node import TRUSTING_THE_SYSTEM, node_executable, npx_script

_CDK = "aws-cdk@2.1148.1"  # 3.0.0 does not accept the assembly that aws-cdk-lib 2.275 writes


def main() -> None:
    session = boto3.Session(region_name=os.environ.get("AWS_REGION"))
    if session.get_credentials() is None:
        raise SystemExit("No AWS credentials; run `aws configure` or set AWS_PROFILE, then again.")
    if session.region_name is None:
        raise SystemExit("No AWS region; set AWS_REGION, then again.")
    command = [str(node_executable()), str(npx_script()), "--yes", _CDK]
    command += sys.argv[1:] or ["deploy", "--all"]
    raise SystemExit(
        subprocess.run(
            command, cwd=ROOT, env=_environment(session.region_name), check=False
        ).returncode
    )


def _environment(region: str) -> dict[str, str]:
    """npx starts the tool with the first `node` in the path."""
    path = os.pathsep.join([str(node_executable().parent), os.environ.get("PATH", os.defpath)])
    return (
        os.environ
        | TRUSTING_THE_SYSTEM
        | {"PATH": path, "AWS_REGION": region, "CDK_DISABLE_CLI_TELEMETRY": "true"}
    )


if __name__ == "__main__":
    main()
