"""processors/publish: reads the table's stream, publishes to the topic and to AppSync."""

import json

from aws_cdk import aws_lambda, aws_s3
from constructs import Construct

from adapters.settings import PublishSettings
from adapters.subscriptions import MUTATION
from adapters.table import keys
from core.lifetimes import (
    FAILED_EVENTS_RETENTION,
    PUBLISHER_TIMEOUT,
    STREAM_RECORD_MAX_AGE,
)
from infrastructure.acknowledgement import acknowledge
from infrastructure.api import Api
from infrastructure.bundle import Bundle
from infrastructure.duration import duration
from infrastructure.function import PythonFunction
from infrastructure.settings import StageSettings
from infrastructure.table import Table
from infrastructure.topic import EventTopic

TIMEOUT = duration(PUBLISHER_TIMEOUT)
BUNDLE = Bundle(folders=("core", "adapters", "processors/publish"))
_FAILED_EVENTS_LIFETIME = duration(FAILED_EVENTS_RETENTION)
_MAX_RECORD_AGE = duration(STREAM_RECORD_MAX_AGE)


class Publisher(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: StageSettings,
        table: Table,
        topic: EventTopic,
        api: Api,
    ) -> None:
        super().__init__(scope, id)
        self.failed_events = _failed_events(self, stage)
        self.function = PythonFunction(
            self,
            "Function",
            handler="processors.publish.handler.lambda_handler",
            bundle=BUNDLE,
            settings=PublishSettings(
                table_name=table.table.table_name,
                topic_arn=topic.topic.topic_arn,
                graphql_url=api.graphql_url,
            ),
            timeout=TIMEOUT,
            memory_mib=512,
            stage=stage,
        )
        self._allow(table, topic, api)
        self.mapping_id = self._follow(table)

    def _allow(self, table: Table, topic: EventTopic, api: Api) -> None:
        allow = self.function.allow
        allow("dynamodb:Query", "dynamodb:BatchWriteItem", on=table.table.table_arn)
        allow("sns:Publish", on=topic.topic.topic_arn)
        allow("kms:GenerateDataKey", "kms:Decrypt", on=topic.key.key_arn)
        allow("appsync:GraphQL", on=api.field_arn("Mutation", MUTATION))
        allow(
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            on=table.stream_arn,
        )
        allow("dynamodb:ListStreams", on="*", because="AWS knows no resources for ListStreams.")
        # https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
        allow(
            "s3:PutObject",
            on=self.failed_events.arn_for_objects("*"),
            because="Lambda names these objects, and the bucket holds no others.",
        )
        allow("s3:ListBucket", on=self.failed_events.bucket_arn)

    def _follow(self, table: Table) -> str:
        sort_key = {keys.SORT_KEY: {"S": [keys.IMAGE_SORT_KEY]}}
        pattern = json.dumps({"dynamodb": {"Keys": sort_key}})
        mapping = aws_lambda.CfnEventSourceMapping
        followed = mapping(
            self,
            "Stream",
            function_name=self.function.function_name,
            event_source_arn=table.stream_arn,
            starting_position="TRIM_HORIZON",
            filter_criteria=mapping.FilterCriteriaProperty(
                filters=[mapping.FilterProperty(pattern=pattern)]
            ),
            batch_size=25,
            maximum_batching_window_in_seconds=0,
            parallelization_factor=5,  # changes of one image still stay in order
            function_response_types=["ReportBatchItemFailures"],
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=10,
            maximum_record_age_in_seconds=int(_MAX_RECORD_AGE.to_seconds()),
            metrics_config=mapping.MetricsConfigProperty(metrics=["EventCount"]),
            destination_config=mapping.DestinationConfigProperty(
                on_failure=mapping.OnFailureProperty(destination=self.failed_events.bucket_arn)
            ),
        )
        return followed.ref


def _failed_events(scope: Construct, stage: StageSettings) -> aws_s3.Bucket:
    """Stores whole records. A queue would hold pointers into the stream, valid for one day."""
    bucket = aws_s3.Bucket(
        scope,
        "FailedEvents",
        block_public_access=aws_s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=aws_s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        encryption=aws_s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        lifecycle_rules=[aws_s3.LifecycleRule(expiration=_FAILED_EVENTS_LIFETIME)],
        removal_policy=stage.removal_policy,
    )
    acknowledge(
        bucket,
        "S1",
        because="Only Lambda writes it and only operators read it: CloudTrail can log both.",
    )
    return bucket
