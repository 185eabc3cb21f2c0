"""resolvers/: the function that AppSync invokes."""

from aws_cdk import Duration
from constructs import Construct

from adapters.settings import ResolverSettings
from adapters.table import keys
from core.model.stored_object import UPLOADS_PREFIX
from infrastructure.bundle import Bundle
from infrastructure.function import PythonFunction
from infrastructure.settings import StageSettings
from infrastructure.table import Table
from infrastructure.uploads import Uploads
from infrastructure.work_queue import WorkQueue

BUNDLE = Bundle(folders=("core", "adapters", "resolvers"))


class Resolvers(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: StageSettings,
        ingest: WorkQueue,
        erasures: WorkQueue,
        uploads: Uploads,
        table: Table,
    ) -> None:
        super().__init__(scope, id)
        self.function = PythonFunction(
            self,
            "Function",
            handler="resolvers.handler.lambda_handler",
            bundle=BUNDLE,
            settings=ResolverSettings(
                table_name=table.table.table_name,
                bucket_name=uploads.bucket.bucket_name,
                queue_url=ingest.queue.queue_url,
                erasure_queue_url=erasures.queue.queue_url,
            ),
            timeout=Duration.seconds(15),
            memory_mib=768,
            stage=stage,
        )
        self._allow_table(table)
        self._allow_objects(uploads)
        for queue in (ingest.queue, erasures.queue):
            self.function.allow("sqs:SendMessage", on=queue.queue_arn)

    def _allow_table(self, table: Table) -> None:
        allow = self.function.allow
        allow(
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:PutItem",
            on=table.table.table_arn,
        )
        for index in (keys.IMAGES_BY_OWNER, keys.IMAGES_BY_STATUS, keys.FACES_BY_OWNER):
            allow("dynamodb:Query", on=table.index_arn(index))

    def _allow_objects(self, uploads: Uploads) -> None:
        """Forms and links use the function's own rights. Each names exactly one object."""
        allow = self.function.allow
        allow(
            "s3:PutObject",
            "s3:GetObjectVersion",
            "s3:DeleteObjectVersion",
            on=uploads.images_arn,
            because="It serves every user, and knows who may name which object.",
        )
        allow(
            "s3:ListBucketVersions",
            on=uploads.bucket.bucket_arn,
            conditions={"StringLike": {"s3:prefix": f"{UPLOADS_PREFIX}*"}},
        )
