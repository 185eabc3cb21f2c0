"""processors/erase: removes all data of an owner who requests it."""

from typing import cast

from aws_cdk import Stack
from aws_cdk import aws_logs as logs
from constructs import Construct

from adapters.settings import EraseSettings
from adapters.table import keys
from core.lifetimes import ERASER_TIMEOUT
from core.model.stored_object import UPLOADS_PREFIX
from infrastructure.bundle import Bundle
from infrastructure.duration import duration
from infrastructure.function import PythonFunction
from infrastructure.settings import StageSettings
from infrastructure.table import Table
from infrastructure.uploads import Uploads
from infrastructure.work_queue import MAX_RECEIVE_COUNT, WorkQueue

TIMEOUT = duration(ERASER_TIMEOUT)
BUNDLE = Bundle(folders=("core", "adapters", "processors/erase"))


class Eraser(Construct):
    """Only this function and the resolvers may remove objects."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: StageSettings,
        orders: WorkQueue,
        uploads: Uploads,
        table: Table,
    ) -> None:
        super().__init__(scope, id)
        self.function = PythonFunction(
            self,
            "Function",
            handler="processors.erase.handler.lambda_handler",
            bundle=BUNDLE,
            settings=EraseSettings(
                table_name=table.table.table_name,
                bucket_name=uploads.bucket.bucket_name,
                erasure_queue_url=orders.queue.queue_url,
                max_receive_count=str(MAX_RECEIVE_COUNT),
                log_retention_days=str(_days(stage.log_retention)),
            ),
            timeout=TIMEOUT,
            memory_mib=512,
            stage=stage,
        )
        self._allow(uploads, table)
        self._allow_messages(orders)
        self.function.add_event_source_mapping(
            "Messages",
            event_source_arn=orders.queue.queue_arn,
            batch_size=1,
            max_concurrency=2,  # the minimum
            report_batch_item_failures=True,
        )

    def _allow(self, uploads: Uploads, table: Table) -> None:
        allow = self.function.allow
        allow(
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:Query",
            on=table.table.table_arn,
        )
        for index in (keys.IMAGES_BY_OWNER, keys.FACES_BY_OWNER):
            allow("dynamodb:Query", on=table.index_arn(index))
        allow(
            "s3:DeleteObjectVersion",
            on=uploads.images_arn,
            because="Whoever asks for it may be any user.",
        )
        allow(
            "s3:ListBucketVersions",
            on=uploads.bucket.bucket_arn,
            conditions={"StringLike": {"s3:prefix": f"{UPLOADS_PREFIX}*"}},
        )

    def _allow_messages(self, orders: WorkQueue) -> None:
        """Lambda uses these rights with this role; the function sends, and delays messages."""
        self.function.allow(
            "sqs:SendMessage",
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ChangeMessageVisibility",
            on=orders.queue.queue_arn,
        )


def _days(retention: logs.RetentionDays) -> int:
    """The number that the CDK would write; 0: for ever. Python has no other access to it."""
    group = logs.LogGroup(Stack(), "Probe", retention=retention)
    days = cast("logs.CfnLogGroup", group.node.default_child).retention_in_days
    return int(days or 0)
