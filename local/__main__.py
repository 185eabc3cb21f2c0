"""`make run`: the whole system on this machine, until Ctrl-C."""

import os
import signal
import sys
import time

from infrastructure.bundle import ROOT
from local.child_process import LOOPBACK, ChildProcessFailed, PortTaken
from local.deployment import DeploymentFailed
from local.laptop import Laptop, LaptopSettings, SynthesisFailed, running_laptop
from local.outputs import Outputs

STATE_FOLDER = ROOT / ".facegraph"
OUTPUTS_FILE = STATE_FOLDER / "outputs.json"
_RENEWAL_S = 30 * 60  # tokens last for an hour
_CHECK_S = 1

_UNABLE = (ChildProcessFailed, DeploymentFailed, PortTaken, SynthesisFailed)


def main() -> None:
    os.environ["NO_PROXY"] = LOOPBACK  # whatever proxy this machine has, it is not for us
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started = time.monotonic()
    print("Starting Facegraph on this machine …", flush=True)
    try:
        with running_laptop(LaptopSettings(state_folder=STATE_FOLDER)) as laptop:
            laptop.outputs.write(OUTPUTS_FILE)
            print(_welcome(laptop.outputs, time.monotonic() - started), flush=True)
            _stay(laptop)
    except KeyboardInterrupt:
        print("\nStopped.")
    except _UNABLE as error:
        sys.exit(f"{error}")
    finally:
        OUTPUTS_FILE.unlink(missing_ok=True)


def _stay(laptop: Laptop) -> None:
    renewed_at = time.monotonic()
    while True:
        time.sleep(_CHECK_S)
        laptop.require_running()
        if time.monotonic() - renewed_at > _RENEWAL_S:
            renewed_at = time.monotonic()
            laptop.outputs.with_users(laptop.users.sign_in_all()).write(OUTPUTS_FILE)


def _welcome(outputs: Outputs, took_s: float) -> str:
    user = outputs.users[0]
    people = ", ".join(user.username for user in outputs.users)
    return f"""
Facegraph is up ({took_s:.0f} s).

  AWS        {outputs.aws_endpoint}   (any credentials, region {outputs.region})
  GraphQL    {outputs.graphql_url}
  realtime   {outputs.realtime_url}
  users      {people}   (password {user.password})
  outputs    {os.path.relpath(OUTPUTS_FILE)}

Put a photo in, as {user.username}:

  aws --endpoint-url {outputs.aws_endpoint} s3 cp photo.jpg \\
    s3://{outputs.bucket_name}/uploads/{user.sub}/

Ctrl-C stops everything.
"""


if __name__ == "__main__":
    main()
