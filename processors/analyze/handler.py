"""The ingest queue's consumer: looks at each object, analyses it and stores what it finds."""

import os
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from adapters import clients
from adapters.clock import LambdaContext, deadline, now
from adapters.face_engine import RekognitionEngine
from adapters.image_header import read_header
from adapters.ingest_queue import IngestQueue
from adapters.objects import S3Objects
from adapters.settings import AnalyzeSettings, settings_from
from adapters.sqs_messages import message_of
from adapters.table.counts import TableDailyCounts
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from adapters.table.schedule import TableEngineSchedule
from core.ports import FaceEngine
from core.use_cases.allowance import DailyAllowance
from core.use_cases.analysis import Analyzer
from core.use_cases.schedule import ScheduledEngine, call_interval
from processors.analyze.batch import BatchProcessor

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def build(settings: AnalyzeSettings) -> BatchProcessor:
    dynamodb = clients.dynamodb_client()
    analyzer = Analyzer(
        records=TableImageRecords(dynamodb, settings.table_name),
        faces=TableFaces(dynamodb, settings.table_name),
        objects=S3Objects(clients.s3_client()),
        engine=_engine(dynamodb, settings),
        read_header=read_header,
        now=now,
        retention=timedelta(days=int(settings.retention_days)) or None,
        allowance=_allowance(dynamodb, settings),
    )
    return BatchProcessor(
        analyzer=analyzer,
        queue=IngestQueue(clients.sqs_client(), settings.queue_url),
        max_receive_count=int(settings.max_receive_count),
        now=now,
    )


def _engine(dynamodb: "DynamoDBClient", settings: AnalyzeSettings) -> FaceEngine:
    engine = RekognitionEngine(clients.rekognition_client())
    tps = int(settings.rekognition_tps)
    if not tps:
        return engine
    schedule = TableEngineSchedule(dynamodb, settings.table_name, call_interval(tps))
    return ScheduledEngine(engine=engine, schedule=schedule, now=now, sleep=time.sleep)


def _allowance(dynamodb: "DynamoDBClient", settings: AnalyzeSettings) -> DailyAllowance | None:
    images = int(settings.images_per_owner_and_day)
    if not images:
        return None
    counts = TableDailyCounts(dynamodb, settings.table_name)
    return DailyAllowance(counts=counts, images=images)


processor = build(settings_from(AnalyzeSettings, os.environ))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    messages = [message_of(record) for record in event["Records"]]
    failed = processor.process(messages, deadline(context))
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}
