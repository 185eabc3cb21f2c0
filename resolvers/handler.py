"""Every field that AppSync resolves through Lambda."""

import os
from typing import Any

from adapters import clients
from adapters.clock import LambdaContext, now
from adapters.erasure_queue import SqsErasureQueue
from adapters.ingest_queue import IngestQueue
from adapters.logs import log
from adapters.objects import S3Objects
from adapters.settings import ResolverSettings, settings_from
from adapters.table.erasures import TableErasures
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.use_cases.catalog import Catalog
from core.use_cases.erasure_requests import ErasureRequests
from resolvers.api import FIELDS
from resolvers.router import Router


def build(settings: ResolverSettings) -> Router:
    dynamodb = clients.dynamodb_client()
    sqs = clients.sqs_client()
    erasures = TableErasures(dynamodb, settings.table_name)
    catalog = Catalog(
        records=TableImageRecords(dynamodb, settings.table_name),
        faces=TableFaces(dynamodb, settings.table_name),
        objects=S3Objects(clients.s3_client()),
        reanalysis=IngestQueue(sqs, settings.queue_url),
        erasures=erasures,
        bucket=settings.bucket_name,
        now=now,
    )
    requests = ErasureRequests(
        erasures=erasures, queue=SqsErasureQueue(sqs, settings.erasure_queue_url), now=now
    )
    return Router(FIELDS, catalog, requests)


router = build(settings_from(ResolverSettings, os.environ))


def lambda_handler(event: dict[str, Any] | list[dict[str, Any]], context: LambdaContext) -> Any:
    answer = router.dispatch(event, context.aws_request_id)
    log("done", requestId=context.aws_request_id)
    return answer
