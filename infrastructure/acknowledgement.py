"""Accepted findings of cdk-nag's AwsSolutions rules: on the resource, with the reason."""

from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import Construct


def acknowledge(construct: Construct, finding: str, *, because: str) -> None:
    """`finding`: a rule's short name, with what it applies to: `S1`, `IAM5[Resource::*]`."""
    acknowledgment = Acknowledgment(id=f"AwsSolutions-{finding}", reason=because)
    Validations.of(construct).acknowledge(acknowledgment)


def acknowledge_wildcard(role: Construct, resource: str, *, because: str) -> None:
    name = _flat(Stack.of(role).resolve(resource))
    acknowledge(role, f"IAM5[Resource::{name}]", because=because)


def _flat(value: Any) -> str:
    """An ARN in cdk-nag's notation: `<Bucket4FD7.Arn>/uploads/*`."""
    if isinstance(value, str):
        return value
    [(function, argument)] = value.items()
    if function == "Fn::Join":
        separator, parts = argument
        return str(separator).join(map(_flat, parts))
    return f"<{'.'.join(argument) if function == 'Fn::GetAtt' else argument}>"
