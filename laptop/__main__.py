"""`make run`: the whole system on this machine, until Ctrl-C."""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from appsync_emulator import AuthorityUnusable

from infrastructure.bundle import ROOT
from infrastructure.npm import NpmFailed
from laptop.child_process import LOOPBACK, ChildProcessFailed, PortTaken
from laptop.deployment import DeploymentFailed
from laptop.laptop import Laptop, LaptopSettings, SynthesisFailed, running_laptop
from laptop.outputs import Outputs

STATE_FOLDER = ROOT / ".facegraph"
OUTPUTS_FILE_NAME = "outputs.json"
_RENEWAL_S = 30 * 60  # tokens are valid for an hour
_CHECK_S = 1

_UNABLE = (
    *(AuthorityUnusable, ChildProcessFailed, DeploymentFailed, NpmFailed, PortTaken),
    SynthesisFailed,
)


def main() -> None:
    os.environ["NO_PROXY"] = LOOPBACK  # connections to loopback use no proxy
    for ending in (signal.SIGINT, signal.SIGTERM):  # a shell's background jobs ignore SIGINT
        signal.signal(ending, signal.default_int_handler)
    try:
        _run(_settings())
    except KeyboardInterrupt:
        print("\nStopped.")
    except _UNABLE as error:
        sys.exit(f"{error}")


def _settings() -> LaptopSettings:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    default = LaptopSettings(state_folder=STATE_FOLDER)
    parser.add_argument("--state-folder", type=Path, default=default.state_folder)
    parser.add_argument("--aws-port", type=int, default=default.aws_port)
    parser.add_argument("--engine-port", type=int, default=default.engine_port)
    parser.add_argument("--graphql-port", type=int, default=default.graphql_port)
    parser.add_argument("--console-port", type=int, default=default.console_port)
    parser.add_argument("--authority-folder", type=Path, default=default.authority_folder)
    return LaptopSettings(**vars(parser.parse_args()))


def _run(settings: LaptopSettings) -> None:
    outputs_file = settings.state_folder / OUTPUTS_FILE_NAME
    started = time.monotonic()
    print("Starting Facegraph on this machine …", flush=True)
    with running_laptop(settings) as laptop:
        try:
            laptop.outputs.write(outputs_file)
            took_s = time.monotonic() - started
            print(_welcome(laptop.outputs, outputs_file, took_s), flush=True)
            _stay(laptop, outputs_file)
        finally:
            outputs_file.unlink(missing_ok=True)


def _stay(laptop: Laptop, outputs_file: Path) -> None:
    renewed_at = time.monotonic()
    while True:
        time.sleep(_CHECK_S)
        laptop.require_running()
        if time.monotonic() - renewed_at > _RENEWAL_S:
            renewed_at = time.monotonic()
            laptop.outputs.with_users(laptop.users.sign_in_all()).write(outputs_file)


def _welcome(outputs: Outputs, outputs_file: Path, took_s: float) -> str:
    user = outputs.users[0]
    people = ", ".join(user.username for user in outputs.users)
    return f"""
Facegraph is up ({took_s:.0f} s).

  console    {outputs.console_url}   (sign in as one of the users)
  AWS        {outputs.aws_endpoint}   (any credentials, region {outputs.region})
  GraphQL    {outputs.graphql_url}
  realtime   {outputs.realtime_url}
  users      {people}   (password {user.password})
  outputs    {os.path.relpath(outputs_file)}

Put a photo in, as {user.username}:

  aws --endpoint-url {outputs.aws_endpoint} s3 cp photo.jpg \\
    s3://{outputs.bucket_name}/uploads/{user.sub}/

Ctrl-C stops everything.
"""


if __name__ == "__main__":
    main()
