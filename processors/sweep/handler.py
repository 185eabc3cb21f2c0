"""The schedule's function: writes FAILED for the images that no worker will finish."""

import os
from typing import Any

from adapters import clients
from adapters.clock import LambdaContext, deadline, now
from adapters.logs import log
from adapters.objects import S3Objects
from adapters.settings import SweepSettings, settings_from
from adapters.table.records import TableImageRecords
from core.use_cases.sweep import Sweeper
from processors.sweep.batch import Sweep


def build(settings: SweepSettings) -> Sweep:
    records = TableImageRecords(clients.dynamodb_client(), settings.table_name)
    sweeper = Sweeper(records=records, objects=S3Objects(clients.s3_client()), now=now)
    return Sweep(records=records, sweeper=sweeper, now=now)


sweep = build(settings_from(SweepSettings, os.environ))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001 - Lambda passes two
    settled = sweep.run(deadline(context))
    log("done", settled=settled)
