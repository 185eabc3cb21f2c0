"""What AWS itself does with a function's role, by what the function is connected to.

MiniStack does it with no role at all, so it cannot be seen there. The rights are those that AWS
documents: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

from collections.abc import Iterator
from typing import Any

from tests.stack.enforced.rights import Rights, Use

_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")


def used_by_aws(rights: Rights) -> set[Use]:
    return {
        Use(module, action, resource)
        for module, function in rights.functions.items()
        for action, resource in [
            *_logs(function),
            *_traces(function),
            *_source(rights, function["FunctionName"]),
        ]
    }


def used_by_topics(rights: Rights, uses: set[Use]) -> set[Use]:
    """SNS asks KMS as the publisher. MiniStack does not say which key a topic has; the template's
    tests do: the stack's one.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    [key] = rights.client("kms").list_keys()["Keys"]
    return {
        Use(use.module, action, key["KeyArn"])
        for use in uses
        if use.action == "sns:Publish"
        for action in ("kms:GenerateDataKey", "kms:Decrypt")
    }


def _logs(function: Any) -> Iterator[tuple[str, str]]:
    account_arn = function["FunctionArn"].partition(":function:")[0].replace(":lambda:", ":logs:")
    stream = f"{account_arn}:log-group:{function['LoggingConfig']['LogGroup']}:log-stream:one"
    yield from (("logs:CreateLogStream", stream), ("logs:PutLogEvents", stream))


def _traces(function: Any) -> Iterator[tuple[str, str]]:
    if function["TracingConfig"]["Mode"] == "Active":
        yield from (("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*"))


def _source(rights: Rights, function_name: str) -> Iterator[tuple[str, str]]:
    """Lambda polls with the role, and puts there what it gives up on."""
    described = rights.client("lambda").list_event_source_mappings(FunctionName=function_name)
    for mapping in described["EventSourceMappings"]:
        source = mapping["EventSourceArn"]
        if ":sqs:" in source:
            yield from ((action, source) for action in _QUEUE)
            continue
        yield from ((action, source) for action in _STREAM)
        yield "dynamodb:ListStreams", "*"
        kept = mapping["DestinationConfig"]["OnFailure"]["Destination"]
        yield from (("s3:PutObject", f"{kept}/aws/lambda/batch"), ("s3:ListBucket", kept))
