"""Users of a stack on AWS. The emulator's Cognito has SRP and first passwords as AWS has them."""

import base64
import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from facegraph.cli.failure import ExitCode

from infrastructure.outputs import Output
from tests.support.command_line import CommandLine
from tests.support.system.system import System

TEMPORARY, PASSWORD = "Only-for-once-1", "A-better-one-2"


@dataclass(frozen=True, slots=True)
class Account:
    """A stack whose outputs name the system, and a user who has never signed in."""

    stack: str
    name: str
    sub: str


@pytest.fixture
def account(system: System) -> Iterator[Account]:
    laptop, outputs = system.laptop, system.outputs
    name = f"user-{uuid4()}"
    client, pool = laptop.users.client, outputs.user_pool_id
    made = client.admin_create_user(
        UserPoolId=pool, Username=name, TemporaryPassword=TEMPORARY, MessageAction="SUPPRESS"
    )
    attributes = made["User"]["Attributes"]
    cloudformation = laptop.session.client("cloudformation", endpoint_url=outputs.aws_endpoint)
    stack = f"facegraph-{uuid4().hex[:8]}"
    cloudformation.create_stack(StackName=stack, TemplateBody=json.dumps(_template(system)))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=stack)
    yield Account(stack, name, next(a["Value"] for a in attributes if a["Name"] == "sub"))
    cloudformation.delete_stack(StackName=stack)


@pytest.fixture
def away(system: System, account: Account, tmp_path: Path) -> CommandLine:
    """The command line of a user without an outputs file, whose AWS credentials may read stacks."""
    return CommandLine(
        folder=tmp_path,
        variables={
            "AWS_ENDPOINT_URL": system.outputs.aws_endpoint,
            "AWS_REGION": system.outputs.region,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "FACEGRAPH_STACK": account.stack,
        },
    )


def test_first_sign_in_sets_a_password_and_is_stored(away: CommandLine, account: Account) -> None:
    passwords = {"FACEGRAPH_PASSWORD": TEMPORARY, "FACEGRAPH_NEW_PASSWORD": PASSWORD}

    signed_in = away.run("sign-in", "--user", account.name, "--json", **passwords)
    status = away.run("status", "--json")

    assert signed_in.documents == [{"user": account.name, "sub": account.sub}]
    assert status.documents[0]["answers"]
    assert status.documents[0]["sub"] == account.sub
    (kept,) = _kept(away.folder)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for secret in (TEMPORARY, PASSWORD, *_tokens(kept)):
        assert secret not in signed_in.out + signed_in.err + status.out + status.err


def test_token_is_renewed_when_it_has_ended(away: CommandLine, account: Account) -> None:
    _sign_in(away, account)
    (kept,) = _kept(away.folder)
    session = json.loads(kept.read_text())
    ended = _unsigned({"sub": account.sub, "exp": 1})
    kept.write_text(json.dumps(session | {"id_token": ended}))

    ran = away.run("images", "--json")

    assert (ran.exit_code, ran.documents) == (ExitCode.DONE, [])
    assert json.loads(kept.read_text())["id_token"] != ended


def test_sign_out_ends_the_session_here_and_at_cognito(away: CommandLine, account: Account) -> None:
    _sign_in(away, account)
    (kept,) = _kept(away.folder)
    copy = kept.read_text()

    signed_out = away.run("sign-out")
    without = away.run("images")
    ended = _unsigned({"sub": account.sub, "exp": 1})
    kept.write_text(json.dumps(json.loads(copy) | {"id_token": ended}))
    with_a_copy = away.run("images")

    assert signed_out.exit_code == ExitCode.DONE
    assert without.exit_code == with_a_copy.exit_code == ExitCode.NOT_ALLOWED
    assert "run `facegraph sign-in`" in without.sentence
    assert with_a_copy.sentence.startswith("Cognito refuses: ")


def test_wrong_password_is_refused_and_keeps_nothing(away: CommandLine, account: Account) -> None:
    ran = away.run("sign-in", "--user", account.name, FACEGRAPH_PASSWORD="wrong")

    assert ran.exit_code == ExitCode.NOT_ALLOWED
    assert ran.sentence.startswith("Cognito refuses: Incorrect username or password")
    assert _kept(away.folder) == []


def test_no_password_is_asked_for_when_there_is_no_terminal(away: CommandLine) -> None:
    ran = away.run("images")

    assert (ran.exit_code, ran.out) == (ExitCode.NOT_ALLOWED, "")
    assert "FACEGRAPH_PASSWORD" in ran.sentence


def test_stack_that_is_not_there_is_named(away: CommandLine) -> None:
    ran = away.run("images", "--stack", "facegraph-none")

    assert ran.exit_code == ExitCode.NOT_SET_UP
    assert ran.sentence.startswith("The stack facegraph-none cannot be found in eu-west-1")


def test_users_of_the_laptop_need_no_sign_in(facegraph: CommandLine) -> None:
    ran = facegraph.run("sign-in")

    assert ran.exit_code == ExitCode.USAGE
    assert "choose one with --user" in ran.sentence


def _sign_in(away: CommandLine, account: Account) -> None:
    passwords = {"FACEGRAPH_PASSWORD": TEMPORARY, "FACEGRAPH_NEW_PASSWORD": PASSWORD}
    assert away.run("sign-in", "--user", account.name, **passwords).exit_code == ExitCode.DONE


def _kept(home: Path) -> list[Path]:
    return list((home / ".local" / "state" / "facegraph").rglob("*.json"))


def _tokens(kept: Path) -> list[str]:
    session = json.loads(kept.read_text())
    return [session["id_token"], session["refresh_token"]]


def _unsigned(claims: dict[str, object]) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{payload}.AA"


def _template(system: System) -> dict[str, object]:
    outputs = system.outputs
    values = {
        Output.GRAPHQL_URL: outputs.graphql_url,
        Output.REALTIME_URL: outputs.realtime_url,
        Output.USER_POOL_ID: outputs.user_pool_id,
        Output.CLIENT_ID: outputs.client_id,
    }
    return {
        "Resources": {"Nothing": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {name.value: {"Value": value} for name, value in values.items()},
    }
