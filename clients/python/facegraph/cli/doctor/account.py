"""Checks of an AWS account: what a deployment needs."""

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from facegraph.cli.doctor.finding import Finding, missing, note, ok
from facegraph.cli.repository import find_repository

if TYPE_CHECKING:
    from boto3 import Session

_BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"
_BOOTSTRAP_COMMAND = ".venv/bin/python -m infrastructure.deploy bootstrap"


def findings(session: "Session", stack: str | None) -> Iterator[Finding]:
    """Without credentials the other checks are left out."""
    yield ok("region", session.region_name)
    credentials = _credentials(session)
    yield credentials
    if credentials.verdict == "missing":
        return
    yield _bootstrap(session)
    if stack:
        yield _stack(session, stack)
    yield _quota(session, stack)


def _credentials(session: "Session") -> Finding:
    remedy = "run `aws configure`, or name a profile with --profile"
    if session.get_credentials() is None:
        return missing("credentials", "none found", remedy)
    return _asked(
        "credentials",
        lambda: ok("credentials", session.client("sts").get_caller_identity()["Arn"]),
        remedy,
    )


def _bootstrap(session: "Session") -> Finding:
    def ask() -> Finding:
        version = session.client("ssm").get_parameter(Name=_BOOTSTRAP)["Parameter"]["Value"]
        return ok("CDK bootstrap", f"version {version}")

    return _asked("CDK bootstrap", ask, f"run `{_BOOTSTRAP_COMMAND}`")


def _stack(session: "Session", stack: str) -> Finding:
    stage = stack.rpartition("-")[2]

    def ask() -> Finding:
        (found,) = session.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
        status = found["StackStatus"]
        if status.endswith("_COMPLETE") and "ROLLBACK" not in status:
            return ok("stack", f"{stack} is {status}")
        return missing("stack", f"{stack} is {status}", "look at its events in CloudFormation")

    return _asked("stack", ask, f"run `make deploy STAGE={stage}`")


def _quota(session: "Session", stack: str | None) -> Finding:
    """Compares the stage's rekognitionTps with the account's quota."""
    what = "Rekognition quota"
    setting = _setting(stack)

    def ask() -> Finding:
        quota = detect_faces_quota(session)
        if quota is None:
            return note(what, "Service Quotas does not list DetectFaces", "ask AWS for it")
        detail = f"{quota:g} calls of DetectFaces a second"
        if setting is None or quota == setting:
            return ok(what, detail)
        return note(
            what,
            f"{detail}; the stack is set to {setting:g}",
            "set rekognitionTps in cdk.json and deploy, or ask for a higher quota",
        )

    return _asked(what, ask, "allow servicequotas:ListServiceQuotas, or look in the console")


def detect_faces_quota(session: "Session") -> float | None:
    pages: Any = session.client("service-quotas").get_paginator("list_service_quotas")
    for page in pages.paginate(ServiceCode="rekognition"):
        for quota in page["Quotas"]:
            if "DetectFaces" in quota["QuotaName"].replace(" ", ""):
                return float(quota["Value"])
    return None


def _setting(stack: str | None) -> float | None:
    """The stage is the last part of the stack's name."""
    repository = find_repository()
    if repository is None:
        return None
    stages = json.loads((repository / "cdk.json").read_text())["context"].get("stages", {})
    stage = stages.get((stack or "").rpartition("-")[2])
    return None if stage is None else stage.get("rekognitionTps")


def _asked(what: str, ask: Callable[[], Finding], remedy: str) -> Finding:
    try:
        return ask()
    except ClientError as error:
        details = error.response["Error"]
        return missing(
            what, f"{details.get('Code')}: {details.get('Message', '').rstrip('.')}", remedy
        )
    except BotoCoreError as error:
        return missing(what, str(error).rstrip("."), remedy)
