"""Three cloud assemblies below one folder: `python app.py FOLDER`."""

import sys
from pathlib import Path

from aws_cdk import App, CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_notifications as notifications
from aws_cdk import aws_sqs as sqs
from constructs import Construct

STACK = "Sample"
MAX_VISIBILITY_TIMEOUT_S = 12 * 60 * 60
CODE = Path(__file__).parent / "function"


class SampleStack(Stack):
    """A bucket that feeds a function through a queue, and a table with a stream that feeds one."""

    def __init__(self, scope: Construct, *, bisects: bool) -> None:
        super().__init__(scope, STACK)
        self.journal = s3.Bucket(self, "Journal")
        self._uploads()
        self._changes(bisects=bisects)
        CfnOutput(self, "JournalBucket", value=self.journal.bucket_name)

    def _uploads(self) -> None:
        bucket = s3.Bucket(self, "Uploads")
        queue = sqs.Queue(self, "Queue", visibility_timeout=Duration.seconds(60))
        bucket.add_event_notification(
            s3.EventType.OBJECT_CREATED, notifications.SqsDestination(queue)
        )
        consumer = self._function("UploadsConsumer")
        consumer.add_event_source(sources.SqsEventSource(queue, report_batch_item_failures=True))
        CfnOutput(self, "UploadsBucket", value=bucket.bucket_name)
        CfnOutput(self, "UploadsFunction", value=consumer.function_name)

    def _changes(self, *, bisects: bool) -> None:
        table = dynamodb.Table(
            self,
            "Table",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            removal_policy=RemovalPolicy.DESTROY,
        )
        failures = s3.Bucket(self, "Failures")
        consumer = self._function("ChangesConsumer")
        consumer.add_event_source(
            sources.DynamoEventSource(
                table,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=10,
                max_batching_window=Duration.seconds(1),
                parallelization_factor=1,
                report_batch_item_failures=True,
                bisect_batch_on_error=bisects,
                retry_attempts=2,
                on_failure=sources.S3OnFailureDestination(failures),
                filters=[lambda_.FilterCriteria.filter({"eventName": ["INSERT", "MODIFY"]})],
            )
        )
        CfnOutput(self, "TableName", value=table.table_name)
        CfnOutput(self, "TableStreamArn", value=table.table_stream_arn or "")
        CfnOutput(self, "FailuresBucket", value=failures.bucket_name)
        CfnOutput(self, "ChangesFunction", value=consumer.function_name)

    def _function(self, name: str) -> lambda_.Function:
        function = lambda_.Function(
            self,
            name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="index.handler",
            code=lambda_.Code.from_asset(str(CODE)),
            timeout=Duration.seconds(10),
            environment={"JOURNAL_BUCKET": self.journal.bucket_name},
        )
        self.journal.grant_put(function)
        return function


class FailingStack(Stack):
    """CloudFormation notices the fault only when it creates the queue."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "Failing")
        sqs.CfnQueue(self, "PatientQueue", visibility_timeout=MAX_VISIBILITY_TIMEOUT_S + 1)


def synthesize(folder: Path) -> None:
    app = App(outdir=str(folder / "sample"))
    SampleStack(app, bisects=True)
    app.synth()

    changed = App(outdir=str(folder / "changed"))
    SampleStack(changed, bisects=False)
    changed.synth()

    failing = App(outdir=str(folder / "failing"))
    FailingStack(failing)
    failing.synth()


if __name__ == "__main__":
    synthesize(Path(sys.argv[1]))
