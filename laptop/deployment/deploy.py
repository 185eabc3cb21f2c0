"""Deploys a CDK assembly to an emulated AWS, without the CDK's command line tool."""

from pathlib import Path

import boto3

from laptop.deployment.assembly import Stack, read_stacks
from laptop.deployment.assets import publish
from laptop.deployment.bootstrap import bootstrap
from laptop.deployment.stacks import apply


def deploy(
    assembly: Path, session: boto3.Session, endpoint_url: str, poll_interval_s: float = 0.1
) -> dict[str, dict[str, str]]:
    """Creates or updates every stack of the assembly; returns {stack name: its outputs}.

    Uses the caller's credentials; the CDK's tool would assume the bootstrap roles. Skips stacks
    that are up to date. Raises `DeploymentFailed` or `UnsupportedAssembly`.
    """
    s3 = session.client("s3", endpoint_url=endpoint_url)
    cloudformation = session.client("cloudformation", endpoint_url=endpoint_url)
    stacks = read_stacks(assembly, _environment(session, endpoint_url))
    bootstrap(stacks, session.client("ssm", endpoint_url=endpoint_url), s3)
    publish([asset for stack in stacks for asset in stack.assets], s3)
    return {
        stack.name: apply(
            stack, _template_url(stack, endpoint_url), cloudformation, poll_interval_s
        )
        for stack in stacks
    }


def _environment(session: boto3.Session, endpoint_url: str) -> dict[str, str]:
    identity = session.client("sts", endpoint_url=endpoint_url).get_caller_identity()
    return {
        "${AWS::Partition}": identity["Arn"].split(":")[1],
        "${AWS::AccountId}": identity["Account"],
        "${AWS::Region}": session.region_name,
    }


def _template_url(stack: Stack, endpoint_url: str) -> str:
    return f"{endpoint_url}/{stack.template_url.removeprefix('s3://')}"
