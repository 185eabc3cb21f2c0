"""processors/analyze: reads the ingest queue, calls Rekognition, writes the table."""

from aws_cdk import Duration
from constructs import Construct

from adapters.settings import AnalyzeSettings
from core.lifetimes import ANALYZER_TIMEOUT
from core.use_cases.schedule import batches_at_once
from infrastructure.bundle import Bundle
from infrastructure.duration import duration
from infrastructure.function import PythonFunction
from infrastructure.settings import StageSettings
from infrastructure.table import Table
from infrastructure.uploads import Uploads
from infrastructure.work_queue import MAX_RECEIVE_COUNT, WorkQueue
from processors.analyze.messages import BATCH_SIZE

TIMEOUT = duration(ANALYZER_TIMEOUT)
BUNDLE = Bundle(
    folders=("core", "adapters", "processors/analyze"),
    lock="processors/analyze/requirements.lock",
)


class Analyzer(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: StageSettings,
        ingest: WorkQueue,
        uploads: Uploads,
        table: Table,
    ) -> None:
        super().__init__(scope, id)
        self.function = PythonFunction(
            self,
            "Function",
            handler="processors.analyze.handler.lambda_handler",
            bundle=BUNDLE,
            settings=AnalyzeSettings(
                table_name=table.table.table_name,
                queue_url=ingest.queue.queue_url,
                max_receive_count=str(MAX_RECEIVE_COUNT),
                retention_days=str(stage.retention_days),
                rekognition_tps=str(stage.rekognition_tps),
                images_per_owner_and_day=str(stage.images_per_owner_and_day),
            ),
            timeout=TIMEOUT,
            memory_mib=1024,
            stage=stage,
        )
        self._allow(uploads, table)
        self._allow_messages(ingest)
        self.function.add_event_source_mapping(
            "Messages",
            event_source_arn=ingest.queue.queue_arn,
            batch_size=BATCH_SIZE,
            max_batching_window=Duration.seconds(0),
            max_concurrency=batches_at_once(stage.rekognition_tps, BATCH_SIZE),
            report_batch_item_failures=True,
        )

    def _allow(self, uploads: Uploads, table: Table) -> None:
        allow = self.function.allow
        allow(
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:Query",
            on=table.table.table_arn,
        )
        allow(
            "s3:GetObject",
            "s3:GetObjectVersion",
            on=uploads.images_arn,
            because="It analyses every user's images.",
        )
        # Without this right, a missing key looks like a refused one.
        allow("s3:ListBucket", on=uploads.bucket.bucket_arn)
        allow("rekognition:DetectFaces", on="*", because="AWS knows no resources for DetectFaces.")

    def _allow_messages(self, ingest: WorkQueue) -> None:
        """Lambda itself needs the first three rights, and uses this role:
        https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"""
        self.function.allow(
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ChangeMessageVisibility",
            on=ingest.queue.queue_arn,
        )
