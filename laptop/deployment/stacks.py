"""Creates or updates one stack, and waits for the result."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import (
        CreateStackInputTypeDef,
        StackEventTypeDef,
        StackTypeDef,
    )

    from laptop.deployment.assembly import Stack

# A stack in one of these states was never complete, and can only be deleted.
_NEVER_CREATED = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}
_SUCCEEDED = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
_CONSEQUENCE = ("Resource creation cancelled", "Resource update cancelled")


class DeploymentFailed(Exception):
    """CloudFormation could not deploy a stack; the text names the resources and the reasons."""


def apply(
    stack: Stack,
    template_url: str,
    cloudformation: CloudFormationClient,
    poll_interval_s: float,
) -> dict[str, str]:
    """Creates or updates the stack and returns its outputs; raises `DeploymentFailed`."""
    token = str(uuid4())
    request = _request(stack, template_url, token)
    current = _settled(stack.name, cloudformation, poll_interval_s)
    if current is not None and current["StackStatus"] in _NEVER_CREATED:
        cloudformation.delete_stack(StackName=stack.name)
        current = _settled(stack.name, cloudformation, poll_interval_s)
    if current is None:
        cloudformation.create_stack(**request)
    elif not _update(request, cloudformation):
        return _outputs(current)
    result = _settled(stack.name, cloudformation, poll_interval_s)
    if result is None or result["StackStatus"] not in _SUCCEEDED:
        raise DeploymentFailed(_reasons(stack.name, token, cloudformation))
    return _outputs(result)


def _request(stack: Stack, template_url: str, token: str) -> CreateStackInputTypeDef:
    return {
        "StackName": stack.name,
        "TemplateURL": template_url,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value}
            for key, value in stack.parameters.items()
        ],
        "Tags": [{"Key": key, "Value": value} for key, value in stack.tags.items()],
        "ClientRequestToken": token,
    }


def _update(request: CreateStackInputTypeDef, cloudformation: CloudFormationClient) -> bool:
    """False if the stack is already up to date."""
    try:
        cloudformation.update_stack(
            StackName=request["StackName"],
            TemplateURL=request["TemplateURL"],
            Capabilities=request["Capabilities"],
            Parameters=request["Parameters"],
            Tags=request["Tags"],
            ClientRequestToken=request["ClientRequestToken"],
        )
    except ClientError as error:
        if "No updates are to be performed" in error.response["Error"]["Message"]:
            return False
        raise
    return True


def _settled(
    name: str, cloudformation: CloudFormationClient, poll_interval_s: float
) -> StackTypeDef | None:
    """Waits until nothing is in progress, and returns the stack; None if there is none."""
    while True:
        try:
            [stack] = cloudformation.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if "does not exist" in error.response["Error"]["Message"]:
                return None
            raise
        if stack["StackStatus"] == "DELETE_COMPLETE":
            return None
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack
        time.sleep(poll_interval_s)


def _reasons(name: str, token: str, cloudformation: CloudFormationClient) -> str:
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=name)
    failures = [
        event
        for page in pages
        for event in page["StackEvents"]
        if event.get("ClientRequestToken") == token and _is_cause(event)
    ]
    lines = "\n".join(f"  {_failure(event)}" for event in reversed(failures))
    return f"The deployment of {name} failed:\n{lines or '  CloudFormation gives no reason'}"


def _is_cause(event: StackEventTypeDef) -> bool:
    failed = event.get("ResourceStatus", "").endswith("_FAILED")
    return failed and not event.get("ResourceStatusReason", "").startswith(_CONSEQUENCE)


def _failure(event: StackEventTypeDef) -> str:
    return (
        f"{event.get('LogicalResourceId')} ({event.get('ResourceType')}): "
        f"{event.get('ResourceStatusReason', 'no reason given')}"
    )


def _outputs(stack: StackTypeDef) -> dict[str, str]:
    return {
        output["OutputKey"]: output["OutputValue"]
        for output in stack.get("Outputs", [])
        if "OutputKey" in output and "OutputValue" in output
    }
