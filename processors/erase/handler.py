"""The erasure queue's consumer: removes everything of an owner, slice by slice."""

import os
from typing import Any

from adapters import clients
from adapters.clock import LambdaContext, deadline, now
from adapters.erasure_queue import SqsErasureQueue
from adapters.objects import S3Objects
from adapters.settings import EraseSettings, settings_from
from adapters.sqs_messages import message_of
from adapters.table.erasures import TableErasures
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.lifetimes import ERASER_RESERVE
from core.use_cases.eraser import Eraser
from processors.erase.slices import SliceProcessor


def build(settings: EraseSettings) -> SliceProcessor:
    dynamodb = clients.dynamodb_client()
    queue = SqsErasureQueue(clients.sqs_client(), settings.erasure_queue_url)
    eraser = Eraser(
        erasures=TableErasures(dynamodb, settings.table_name),
        records=TableImageRecords(dynamodb, settings.table_name),
        faces=TableFaces(dynamodb, settings.table_name),
        objects=S3Objects(clients.s3_client()),
        queue=queue,
        bucket=settings.bucket_name,
        log_retention_days=int(settings.log_retention_days),
        now=now,
    )
    return SliceProcessor(
        eraser=eraser,
        queue=queue,
        max_receive_count=int(settings.max_receive_count),
        now=now,
    )


processor = build(settings_from(EraseSettings, os.environ))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    messages = [message_of(record) for record in event["Records"]]
    failed = processor.process(messages, deadline(context) - ERASER_RESERVE)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}
