"""The system that a command uses: on this machine, or a stack on AWS."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from facegraph.cli.failure import CommandFailed, ExitCode, Unreachable
from facegraph.cli.options import Where
from facegraph.cli.repository import find_repository

if TYPE_CHECKING:
    from boto3 import Session

OUTPUTS_FILE = Path(".facegraph", "outputs.json")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`laptop`: the outputs file, when the system's users are in it."""

    name: str
    region: str
    graphql_url: str
    realtime_url: str
    user_pool_id: str
    client_id: str
    aws_endpoint: str | None = None
    laptop: Path | None = None

    @property
    def is_on_loopback(self) -> bool:
        from urllib.parse import urlsplit

        return urlsplit(self.graphql_url).hostname in _LOOPBACK

    @property
    def remedy(self) -> str:
        """The next step when the system does not answer."""
        if self.laptop:
            return "Check it with `facegraph status`, start it with `facegraph up`."
        return "Check the network, then run the command again."


def find_target(where: Where) -> Target:
    """Raises CommandFailed when there is no system, or not the named one."""
    if where.outputs:
        return read_outputs(where.outputs)
    if where.stack:
        return read_stack(where, where.stack)
    for folder in filter(None, (Path(), find_repository())):
        if (file := folder / OUTPUTS_FILE).exists():
            return read_outputs(file)
    raise CommandFailed(
        ExitCode.NOT_SET_UP,
        "No running system was found, and no stack is named: start a system with `facegraph up`, "
        "name its outputs file with --outputs, or name a deployed stack with --stack.",
    )


def read_outputs(file: Path) -> Target:
    outputs = read_json(file)
    try:
        return Target(
            name=f"the system of {file}",
            region=outputs["region"],
            graphql_url=outputs["graphqlUrl"],
            realtime_url=outputs["realtimeUrl"],
            user_pool_id=outputs["userPoolId"],
            client_id=outputs["clientId"],
            aws_endpoint=outputs.get("awsEndpoint"),
            laptop=file if outputs.get("users") else None,
        )
    except KeyError as missing:
        raise CommandFailed(
            ExitCode.BAD_FILE,
            f"{file} is no outputs file of Facegraph: {missing} is missing. `facegraph up` writes "
            "one, and so does `facegraph status --stack NAME --json`.",
        ) from None


def read_json(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CommandFailed(
            ExitCode.NOT_SET_UP,
            f"There is no file {file}; a running system has one. Start one with `facegraph up`.",
        ) from None
    except (OSError, ValueError) as error:
        raise CommandFailed(
            ExitCode.BAD_FILE, f"{file} cannot be read as JSON ({error}): name another file."
        ) from None
    if not isinstance(document, dict):
        raise CommandFailed(ExitCode.BAD_FILE, f"{file} holds no JSON object: name another file.")
    return document


def read_stack(where: Where, name: str) -> Target:
    from botocore.exceptions import BotoCoreError, ClientError

    session = aws_session(where)
    try:
        found = session.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        raise CommandFailed(
            ExitCode.NOT_SET_UP,
            f"The stack {name} cannot be found in {session.region_name}: "
            f"{error.response['Error']['Message']}. Check --stack, --region and --profile; "
            "`facegraph doctor --stack` checks more.",
        ) from None
    except BotoCoreError as error:
        raise Unreachable(
            f"AWS cannot be asked about the stack {name}: {error}. "
            "`facegraph doctor --stack` checks more."
        ) from None
    outputs = {each["OutputKey"]: each["OutputValue"] for each in found[0].get("Outputs", [])}
    try:
        return Target(
            name=f"the stack {name}",
            region=session.region_name,
            graphql_url=outputs["GraphqlUrl"],
            realtime_url=outputs["RealtimeUrl"],
            user_pool_id=outputs["UserPoolId"],
            client_id=outputs["ClientId"],
            aws_endpoint=os.environ.get("AWS_ENDPOINT_URL"),
        )
    except KeyError as missing:
        raise CommandFailed(
            ExitCode.NOT_SET_UP,
            f"The stack {name} has no output {missing}: it is not Facegraph's, or its deployment "
            "has not finished. Run `make deploy`.",
        ) from None


def aws_session(where: Where) -> "Session":
    """Raises CommandFailed when there is no such profile, or no region."""
    from boto3 import Session
    from botocore.exceptions import ProfileNotFound

    try:
        session = Session(profile_name=where.profile, region_name=where.region)
    except ProfileNotFound:
        raise CommandFailed(
            ExitCode.NOT_SET_UP,
            f"There is no AWS profile {where.profile}: run `aws configure --profile "
            f"{where.profile}`.",
        ) from None
    if not session.region_name:
        raise CommandFailed(
            ExitCode.NOT_SET_UP, "No AWS region is known: name it with --region or AWS_REGION."
        )
    return session
