"""processors/sweep: on a schedule, sets images that no worker will finish to FAILED."""

from aws_cdk import aws_events, aws_events_targets
from constructs import Construct

from adapters.settings import SweepSettings
from adapters.table import keys
from core.lifetimes import SWEEP_INTERVAL, SWEEPER_TIMEOUT
from infrastructure.bundle import Bundle
from infrastructure.duration import duration
from infrastructure.function import PythonFunction
from infrastructure.settings import StageSettings
from infrastructure.table import Table
from infrastructure.uploads import Uploads

BUNDLE = Bundle(folders=("core", "adapters", "processors/sweep"))


class ImageSweeper(Construct):
    def __init__(
        self, scope: Construct, id: str, *, stage: StageSettings, uploads: Uploads, table: Table
    ) -> None:
        super().__init__(scope, id)
        self.function = PythonFunction(
            self,
            "Function",
            handler="processors.sweep.handler.lambda_handler",
            bundle=BUNDLE,
            settings=SweepSettings(table_name=table.table.table_name),
            timeout=duration(SWEEPER_TIMEOUT),
            memory_mib=256,
            stage=stage,
        )
        allow = self.function.allow
        allow("dynamodb:GetItem", "dynamodb:PutItem", on=table.table.table_arn)
        allow("dynamodb:Query", on=table.index_arn(keys.OVERDUE_IMAGES))
        allow("s3:GetObject", on=uploads.images_arn, because="It sweeps every user's images.")
        # Without this right, a missing key looks like a refused one.
        allow("s3:ListBucket", on=uploads.bucket.bucket_arn)
        aws_events.Rule(
            self,
            "Schedule",
            schedule=aws_events.Schedule.rate(duration(SWEEP_INTERVAL)),
            targets=[
                # The next run handles what this one could not.
                aws_events_targets.LambdaFunction(self.function, retry_attempts=0)
            ],
        )
