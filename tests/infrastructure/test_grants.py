"""The rights of each role: exactly these and no others."""

import pytest

from tests.support.drift import no_drift
from tests.support.synthesized import Synthesized, listed, readable

TRACES = {"xray:PutTraceSegments": {"*"}, "xray:PutTelemetryRecords": {"*"}}


def _log(name: str) -> dict[str, set[str]]:
    return {"logs:CreateLogStream": {name}, "logs:PutLogEvents": {name}}


ANALYZE = {
    "s3:GetObject": {"UploadsBucket/uploads/*"},
    "s3:GetObjectVersion": {"UploadsBucket/uploads/*"},
    "s3:ListBucket": {"UploadsBucket"},
    "rekognition:DetectFaces": {"*"},
    "dynamodb:GetItem": {"ImagesTable"},
    "dynamodb:PutItem": {"ImagesTable"},
    "dynamodb:UpdateItem": {"ImagesTable"},
    "dynamodb:BatchWriteItem": {"ImagesTable"},
    "dynamodb:Query": {"ImagesTable"},
    "sqs:ReceiveMessage": {"IngestQueue"},
    "sqs:DeleteMessage": {"IngestQueue"},
    "sqs:ChangeMessageVisibility": {"IngestQueue"},
    "sqs:GetQueueAttributes": {"IngestQueue"},
}
PUBLISH = {
    "dynamodb:Query": {"ImagesTable"},
    "dynamodb:BatchWriteItem": {"ImagesTable"},
    "dynamodb:DescribeStream": {"ImagesTable.StreamArn"},
    "dynamodb:GetRecords": {"ImagesTable.StreamArn"},
    "dynamodb:GetShardIterator": {"ImagesTable.StreamArn"},
    "dynamodb:ListStreams": {"*"},
    "sns:Publish": {"EventsTopic"},
    "kms:GenerateDataKey": {"EventsKey"},
    "kms:Decrypt": {"EventsKey"},
    "appsync:GraphQL": {"GraphqlApi/types/Mutation/fields/publishImageEvent"},
    "s3:PutObject": {"PublishFailedEvents/*"},
    "s3:ListBucket": {"PublishFailedEvents"},
}
RESOLVE = {
    "dynamodb:GetItem": {"ImagesTable"},
    "dynamodb:BatchGetItem": {"ImagesTable"},
    "dynamodb:PutItem": {"ImagesTable"},
    "dynamodb:Query": {
        "ImagesTable",
        "ImagesTable/index/imagesByOwner",
        "ImagesTable/index/imagesByStatus",
        "ImagesTable/index/facesByOwner",
    },
    "s3:PutObject": {"UploadsBucket/uploads/*"},
    "s3:GetObjectVersion": {"UploadsBucket/uploads/*"},
    "s3:DeleteObjectVersion": {"UploadsBucket/uploads/*"},
    "s3:ListBucketVersions": {
        'UploadsBucket if {"StringLike": {"s3:prefix": "uploads/*"}}',
    },
    "sqs:SendMessage": {"IngestQueue", "ErasuresQueue"},
}
ERASE = {
    "dynamodb:GetItem": {"ImagesTable"},
    "dynamodb:PutItem": {"ImagesTable"},
    "dynamodb:BatchWriteItem": {"ImagesTable"},
    "dynamodb:Query": {
        "ImagesTable",
        "ImagesTable/index/imagesByOwner",
        "ImagesTable/index/facesByOwner",
    },
    "s3:DeleteObjectVersion": {"UploadsBucket/uploads/*"},
    "s3:ListBucketVersions": {
        'UploadsBucket if {"StringLike": {"s3:prefix": "uploads/*"}}',
    },
    "sqs:SendMessage": {"ErasuresQueue"},
    "sqs:ReceiveMessage": {"ErasuresQueue"},
    "sqs:DeleteMessage": {"ErasuresQueue"},
    "sqs:ChangeMessageVisibility": {"ErasuresQueue"},
    "sqs:GetQueueAttributes": {"ErasuresQueue"},
}
SWEEP = {
    "dynamodb:GetItem": {"ImagesTable"},
    "dynamodb:PutItem": {"ImagesTable"},
    "dynamodb:Query": {"ImagesTable/index/overdueImages"},
    "s3:GetObject": {"UploadsBucket/uploads/*"},
    "s3:ListBucket": {"UploadsBucket"},
}
API = {"lambda:InvokeFunction": {"ResolveFunction"}}
ROLES = {
    "AnalyzeFunctionRole": ANALYZE | TRACES | _log("AnalyzeFunctionLog"),
    "EraseFunctionRole": ERASE | TRACES | _log("EraseFunctionLog"),
    "PublishFunctionRole": PUBLISH | TRACES | _log("PublishFunctionLog"),
    "ResolveFunctionRole": RESOLVE | TRACES | _log("ResolveFunctionLog"),
    "SweepFunctionRole": SWEEP | TRACES | _log("SweepFunctionLog"),
    "GraphqlResolversRole": API,
    "GraphqlLogRole": _log("GraphqlLog"),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_its_code_does_and_nothing_else(stack: Synthesized, role: str) -> None:
    granted, wanted = stack.grants(role), ROLES[role]
    different = {a for a in granted.keys() | wanted.keys() if granted.get(a) != wanted.get(a)}
    no_drift(
        different,
        f"{role} has another right than ROLES says",
        edit="tests/infrastructure/test_grants.py",
        run="make test",
    )


def test_no_role_has_rights_outside_its_policies(stack: Synthesized) -> None:
    roles = stack.all("AWS::IAM::Role")

    different = roles.keys() ^ ROLES.keys()
    problem = "a role of the template or of ROLES, but not of both"
    no_drift(different, problem, edit="tests/infrastructure/test_grants.py", run="make test")
    assert not [n for n, role in roles.items() if {"Policies", "ManagedPolicyArns"} & role.keys()]
    assert not stack.all("AWS::IAM::ManagedPolicy")


def test_a_role_is_for_one_service(stack: Synthesized) -> None:
    trusted = {
        name: [
            principal
            for statement in role["AssumeRolePolicyDocument"]["Statement"]
            for principal in listed(statement["Principal"]["Service"])
        ]
        for name, role in stack.all("AWS::IAM::Role").items()
    }

    assert trusted == {
        "AnalyzeFunctionRole": ["lambda.amazonaws.com"],
        "EraseFunctionRole": ["lambda.amazonaws.com"],
        "PublishFunctionRole": ["lambda.amazonaws.com"],
        "ResolveFunctionRole": ["lambda.amazonaws.com"],
        "SweepFunctionRole": ["lambda.amazonaws.com"],
        "GraphqlResolversRole": ["appsync.amazonaws.com"],
        "GraphqlLogRole": ["appsync.amazonaws.com"],
    }


def test_only_the_uploads_bucket_of_this_account_may_send_to_the_ingest_queue(
    stack: Synthesized,
) -> None:
    policy = stack.all("AWS::SQS::QueuePolicy")["IngestQueuePolicy"]
    [allowed] = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]

    assert allowed["Principal"] == {"Service": "s3.amazonaws.com"}
    assert allowed["Action"] == "sqs:SendMessage"
    assert allowed["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    source = readable(allowed["Condition"]["ArnLike"]["aws:SourceArn"])
    assert source == f"arn:AWS::Partition:s3:::facegraph-{stack.stage}-uploads*"


def test_a_bucket_is_recognized_by_the_start_of_the_name_that_cloudformation_gives(
    stack: Synthesized,
) -> None:
    """`{stack}-{logical id}-{random}` in lower case."""
    buckets = stack.all("AWS::S3::Bucket")

    assert not [name for name, bucket in buckets.items() if "BucketName" in bucket]
    assert [name for name in buckets if name.lower().startswith("uploads")] == ["UploadsBucket"]


def test_the_key_serves_this_account_and_its_alarms_only(stack: Synthesized) -> None:
    statements = stack.one("AWS::KMS::Key")["KeyPolicy"]["Statement"]
    account, alarms = statements

    assert readable(account["Principal"]["AWS"]) == ("arn:AWS::Partition:iam::AWS::AccountId:root")
    assert alarms["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert alarms["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
