"""What AWS itself does with a function's role, because of the function's event sources.

MiniStack does it without a role, so it cannot be observed there. AWS documents the rights:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
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
    """SNS calls KMS with the publisher's role.

    MiniStack does not report a topic's key. The template's tests check that it is the key of the
    stack. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
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
    """Lambda polls with the role, and writes the records that it gives up on with it."""
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
