"""The table stream's consumer: publishes committed changes to the topic and to subscribers."""

import os
from typing import Any

from adapters.clock import LambdaContext
from adapters.logs import log
from adapters.settings import PublishSettings, settings_from
from processors.publish.batch import StreamProcessor
from processors.publish.build import build_publisher
from processors.publish.changes import image_changes

processor = StreamProcessor(publisher=build_publisher(settings_from(PublishSettings, os.environ)))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 - Lambda passes two
    changes = image_changes(event["Records"])
    failed = processor.process(changes)
    log("done", changes=len(changes))
    return {"batchItemFailures": [{"itemIdentifier": failed}] if failed else []}
