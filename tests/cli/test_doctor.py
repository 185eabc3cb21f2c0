"""The doctor's checks of an account; moto stands in for AWS."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import boto3
import pytest
from botocore.stub import Stubber
from facegraph.cli.doctor import account, machine
from facegraph.cli.doctor.finding import Finding
from facegraph.cli.failure import ExitCode
from facegraph.cli.system.background import Background
from moto import mock_aws

from infrastructure.bundle import ROOT
from tests.support.command_line import CommandLine

pytestmark = pytest.mark.sockets

REGION = "eu-west-1"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[boto3.Session]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setattr(account, "detect_faces_quota", lambda _: 5.0)  # moto has no quotas
    with mock_aws():
        yield boto3.Session(region_name=REGION)


def _by_name(findings: Iterator[Finding]) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings}


def test_account_that_is_not_prepared_gets_the_remedy(session: boto3.Session) -> None:
    found = _by_name(account.findings(session, "facegraph-prod"))

    assert found["credentials"].verdict == "ok"
    assert found["CDK bootstrap"].verdict == found["stack"].verdict == "missing"
    assert "infrastructure.deploy bootstrap" in (found["CDK bootstrap"].remedy or "")
    assert found["stack"].remedy == "run `make deploy STAGE=prod`"


def test_account_that_is_prepared_is_ok(session: boto3.Session) -> None:
    session.client("ssm").put_parameter(
        Name="/cdk-bootstrap/hnb659fds/version", Value="29", Type="String"
    )
    template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    session.client("cloudformation").create_stack(
        StackName="facegraph-prod", TemplateBody=json.dumps(template)
    )

    found = _by_name(account.findings(session, "facegraph-prod"))

    assert found["CDK bootstrap"].detail == "version 29"
    assert found["stack"].detail == "facegraph-prod is CREATE_COMPLETE"


def test_further_checks_are_skipped_without_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/dev/null")

    found = list(account.findings(boto3.Session(region_name=REGION), "facegraph-prod"))

    assert [(each.what, each.verdict) for each in found] == [
        ("region", "ok"),
        ("credentials", "missing"),
    ]


@pytest.mark.parametrize(("quota", "verdict"), [(5.0, "ok"), (50.0, "note"), (None, "note")])
def test_quota_is_compared_with_the_rate_of_the_stack(
    session: boto3.Session, monkeypatch: pytest.MonkeyPatch, quota: float | None, verdict: str
) -> None:
    monkeypatch.setattr(account, "detect_faces_quota", lambda _: quota)

    found = _by_name(account.findings(session, "facegraph-prod"))["Rekognition quota"]

    assert found.verdict == verdict


def test_quota_is_the_one_of_detect_faces() -> None:
    client = boto3.Session(region_name=REGION).client("service-quotas")
    named = "Transactions per second per account for the Amazon Rekognition Image operation "
    quotas = [
        {"QuotaName": f"{named}{operation}", "Value": value}
        for operation, value in (("DetectLabels", 50.0), ("DetectFaces", 25.0))
    ]
    with Stubber(client) as stubber:
        stubber.add_response(
            "list_service_quotas", {"Quotas": quotas}, {"ServiceCode": "rekognition"}
        )
        session = cast("boto3.Session", SimpleNamespace(client=lambda _: client))

        assert account.detect_faces_quota(session) == 25


def test_machine_that_runs_these_tests_has_the_required_tools(tmp_path: Path) -> None:
    found = _by_name(machine.findings(Background.of(ROOT, tmp_path)))

    assert {found[what].verdict for what in ("Python", "environments", "Node")} == {"ok"}


def test_taken_port_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        monkeypatch.setattr(machine, "PORTS", {"GraphQL": port})

        found = _by_name(machine.findings(Background.of(ROOT, tmp_path)))[f"port {port}"]

    assert (found.verdict, f":{port}" in (found.remedy or "")) == ("missing", True)


def test_outputs_of_a_system_that_is_gone_are_named(tmp_path: Path) -> None:
    background = Background.of(ROOT, tmp_path)
    background.outputs_file.write_text('{"graphqlUrl": "http://127.0.0.1:9/graphql"}')

    found = _by_name(machine.findings(background))["system"]

    assert found.verdict == "missing"
    assert str(background.outputs_file) in (found.remedy or "")


def test_command_names_what_is_missing_and_its_exit_code_says_so(tmp_path: Path) -> None:
    facegraph = CommandLine(folder=tmp_path)

    shown, ran = facegraph.run("doctor"), facegraph.run("doctor", "--json")

    verdicts = {each["what"]: each["verdict"] for each in ran.documents}
    lacking = [each for each in ran.documents if each["verdict"] == "missing"]
    assert verdicts["Python"] == verdicts["Node"] == "ok"
    assert [line.split("  ")[0] for line in shown.out.splitlines()] == list(verdicts)
    assert ran.exit_code == (ExitCode.NOT_SET_UP if lacking else ExitCode.DONE)
    assert all(each["remedy"] for each in lacking)
