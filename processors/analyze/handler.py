"""The ingest queue's consumer: looks at each object, analyses it and stores what it finds."""

import os
from datetime import timedelta
from typing import Any

from adapters import clients
from adapters.clock import LambdaContext, deadline, now
from adapters.face_engine import RekognitionEngine
from adapters.image_header import read_header
from adapters.ingest_queue import IngestQueue
from adapters.objects import S3Objects
from adapters.settings import AnalyzeSettings, settings_from
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.analysis import Analyzer
from processors.analyze.batch import BatchProcessor
from processors.analyze.messages import message_of


def build(settings: AnalyzeSettings) -> BatchProcessor:
    dynamodb = clients.dynamodb_client()
    analyzer = Analyzer(
        records=TableImageRecords(dynamodb, settings.table_name),
        faces=TableFaces(dynamodb, settings.table_name),
        objects=S3Objects(clients.s3_client()),
        engine=RekognitionEngine(clients.rekognition_client()),
        read_header=read_header,
        now=now,
        retention=timedelta(days=int(settings.retention_days)) or None,
    )
    return BatchProcessor(
        analyzer=analyzer,
        queue=IngestQueue(clients.sqs_client(), settings.queue_url),
        max_receive_count=int(settings.max_receive_count),
        now=now,
    )


processor = build(settings_from(AnalyzeSettings, os.environ))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    messages = [message_of(record) for record in event["Records"]]
    failed = processor.process(messages, deadline(context))
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}
