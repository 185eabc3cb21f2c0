"""Stored data: privacy, encryption, retention, and what survives the stack."""

from dataclasses import replace

import pytest
from aws_cdk import App, Stack, aws_sqs
from aws_cdk.assertions import Template

from adapters.table import keys
from core.lifetimes import TOMBSTONE_LIFETIME
from core.model.stored_object import UPLOADS_PREFIX
from infrastructure.settings import stage_settings
from infrastructure.uploads import Uploads
from tests.infrastructure.test_stage_settings import STAGES
from tests.support.synthesized import Synthesized

KEPT_IN_PROD = (
    "UploadsBucket",
    "ImagesTable",
    "UsersPool",
    "EventsKey",
    "PublishFailedEvents",
    "AnalyzeFunctionLog",
    "EraseFunctionLog",
    "PublishFunctionLog",
    "ResolveFunctionLog",
    "SweepFunctionLog",
    "GraphqlLog",
)


@pytest.mark.parametrize("bucket", ["UploadsBucket", "PublishFailedEvents"])
def test_a_bucket_is_private_and_encrypted(stack: Synthesized, bucket: str) -> None:
    properties = stack.all("AWS::S3::Bucket")[bucket]

    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    [rule] = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    [owner] = properties["OwnershipControls"]["Rules"]
    assert owner == {"ObjectOwnership": "BucketOwnerEnforced"}


@pytest.mark.parametrize(
    ("policy_type", "policies"),
    [
        ("AWS::S3::BucketPolicy", ["UploadsBucketPolicy", "PublishFailedEventsPolicy"]),
        (
            "AWS::SQS::QueuePolicy",
            [
                *("IngestQueuePolicy", "IngestDeadLettersPolicy"),
                *("ErasuresQueuePolicy", "ErasuresDeadLettersPolicy"),
            ],
        ),
        ("AWS::SNS::TopicPolicy", ["EventsTopicPolicy", "AlarmTopicPolicy"]),
    ],
)
def test_only_tls_is_spoken(stack: Synthesized, policy_type: str, policies: list[str]) -> None:
    found = stack.all(policy_type)

    assert sorted(found) == sorted(policies)
    for policy in found.values():
        [denied] = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"]
        assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert denied["Principal"] in ("*", {"AWS": "*"})


def test_uploads_are_versioned_and_only_leftovers_expire(stack: Synthesized) -> None:
    bucket = stack.all("AWS::S3::Bucket")["UploadsBucket"]
    [rule] = bucket["LifecycleConfiguration"]["Rules"]

    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert rule == {
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
        "ExpiredObjectDeleteMarker": True,
        "Status": "Enabled",
    }


def test_uploads_expire_with_all_their_versions_where_a_stage_says_so() -> None:
    stage = replace(stage_settings("prod", "lambda", STAGES), retention_days=30)
    stack = Stack(App(), "facegraph-test")
    Uploads(stack, "Uploads", stage=stage, notified=aws_sqs.Queue(stack, "Queue"))

    [bucket] = Template.from_stack(stack).find_resources("AWS::S3::Bucket").values()
    [_, retention] = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    assert retention == {
        "ExpirationInDays": 30,
        "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
        "Prefix": UPLOADS_PREFIX,
        "Status": "Enabled",
    }


def test_failed_events_expire_after_a_month(stack: Synthesized) -> None:
    bucket = stack.all("AWS::S3::Bucket")["PublishFailedEvents"]

    [rule] = bucket["LifecycleConfiguration"]["Rules"]
    assert rule == {"ExpirationInDays": 30, "Status": "Enabled"}


def test_pages_may_upload_by_form_and_read_by_link_and_nothing_else(stack: Synthesized) -> None:
    [rule] = stack.all("AWS::S3::Bucket")["UploadsBucket"]["CorsConfiguration"]["CorsRules"]

    assert rule["AllowedOrigins"] == ["*"]  # for the console, whose own origin cannot be named
    assert sorted(rule["AllowedMethods"]) == ["GET", "HEAD", "POST"]
    assert rule["ExposedHeaders"] == ["ETag"]


@pytest.mark.parametrize("origins", [[], ["https://photos.example"]])
def test_without_the_console_only_pages_of_the_named_origins_may_upload(
    origins: list[str],
) -> None:
    stage = replace(
        stage_settings("prod", "lambda", STAGES), console=False, allowed_origins=tuple(origins)
    )
    stack = Stack(App(), "facegraph-test")
    Uploads(stack, "Uploads", stage=stage, notified=aws_sqs.Queue(stack, "Queue"))

    [bucket] = Template.from_stack(stack).find_resources("AWS::S3::Bucket").values()
    rules = bucket["Properties"].get("CorsConfiguration", {"CorsRules": []})["CorsRules"]
    assert [rule["AllowedOrigins"] for rule in rules] == ([origins] if origins else [])


def test_the_queue_receives_every_change_to_an_upload(stack: Synthesized) -> None:
    bucket = stack.resource("UploadsBucket")
    notifications = bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"]

    assert {each["Event"] for each in notifications} == {
        "s3:ObjectCreated:*",
        "s3:ObjectRemoved:*",
        "s3:LifecycleExpiration:*",
    }
    for each in notifications:
        assert each["Filter"]["S3Key"]["Rules"] == [{"Name": "prefix", "Value": "uploads/"}]
    [dependency] = bucket["DependsOn"]  # S3 refuses a queue whose policy does not admit it yet
    assert dependency.startswith("IngestQueuePolicy")


def test_a_message_that_fails_repeatedly_ends_in_the_dead_letter_queue(
    stack: Synthesized,
) -> None:
    queues = stack.all("AWS::SQS::Queue")

    target = queues["IngestQueue"]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    assert target.startswith("IngestDeadLetters")
    count = queues["IngestQueue"]["RedrivePolicy"]["maxReceiveCount"]
    environment = stack.all("AWS::Lambda::Function")["AnalyzeFunction"]["Environment"]
    assert environment["Variables"]["MAX_RECEIVE_COUNT"] == str(count)
    assert {queue["SqsManagedSseEnabled"] for queue in queues.values()} == {True}


def test_a_tombstone_outlives_what_may_still_sit_in_a_queue(stack: Synthesized) -> None:
    retentions = {q["MessageRetentionPeriod"] for q in stack.all("AWS::SQS::Queue").values()}

    assert min(retentions) >= 4 * 24 * 3600
    assert max(retentions) < TOMBSTONE_LIFETIME.total_seconds()


def test_the_table_can_be_restored_and_deletes_expired_items(stack: Synthesized) -> None:
    table = stack.one("AWS::DynamoDB::Table")

    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {
        "AttributeName": keys.EXPIRES_AT,
        "Enabled": True,
    }
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_the_table_has_the_keys_and_indexes_that_the_queries_use(stack: Synthesized) -> None:
    table = stack.one("AWS::DynamoDB::Table")

    assert [key["AttributeName"] for key in table["KeySchema"]] == [
        keys.PARTITION_KEY,
        keys.SORT_KEY,
    ]
    indexes = {
        index["IndexName"]: (
            [key["AttributeName"] for key in index["KeySchema"]],
            index["Projection"].get("NonKeyAttributes"),
        )
        for index in table["GlobalSecondaryIndexes"]
    }
    listed = list(keys.LISTED_ATTRIBUTES)
    assert indexes == {
        keys.IMAGES_BY_OWNER: ([keys.OWNER, keys.POSITION], listed),
        keys.IMAGES_BY_STATUS: ([keys.OWNER_STATUS, keys.POSITION], listed),
        keys.FACES_BY_OWNER: ([keys.FACE_OWNER, keys.POSITION], None),
        keys.OVERDUE_IMAGES: ([keys.UNFINISHED, keys.OVERDUE_AT], None),
    }


def test_topics_are_encrypted_with_a_key_that_rotates(stack: Synthesized) -> None:
    for topic in stack.all("AWS::SNS::Topic").values():
        assert topic["KmsMasterKeyId"]["Fn::GetAtt"][0].startswith("EventsKey")
    assert stack.one("AWS::KMS::Key")["EnableKeyRotation"] is True


def test_events_are_signed_with_sha256(stack: Synthesized) -> None:
    assert stack.all("AWS::SNS::Topic")["EventsTopic"]["SignatureVersion"] == "2"


@pytest.mark.parametrize("resource", KEPT_IN_PROD)
def test_resources_with_data_outlive_the_stack_in_prod_only(
    prod: Synthesized, dev: Synthesized, resource: str
) -> None:
    for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
        assert prod.resource(resource)[policy] == "Retain"
        assert dev.resource(resource)[policy] == "Delete"


def test_prod_is_protected_against_accidental_deletion(prod: Synthesized, dev: Synthesized) -> None:
    assert _protections(prod) == (True, True, "ACTIVE")
    assert _protections(dev) == (False, False, "INACTIVE")


def _protections(stack: Synthesized) -> tuple[bool, bool, str]:
    artifact = stack.manifest["artifacts"][f"facegraph-{stack.stage}"]
    table = stack.one("AWS::DynamoDB::Table")
    pool = stack.one("AWS::Cognito::UserPool")
    return (
        artifact["properties"]["terminationProtection"],
        table.get("DeletionProtectionEnabled", False),
        pool.get("DeletionProtection", "INACTIVE"),
    )
