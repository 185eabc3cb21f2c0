"""The event by which the analyze function analyses a known image again."""

import json
from typing import Any

from adapters.table.records import TableImageRecords
from core.model.stored_object import ReanalysisRequest
from core.model.wire import to_wire
from laptop.deployed import DeployedFunction, NotFound, RunningLaptop


def reanalysis_event(
    laptop: RunningLaptop, analyzer: DeployedFunction, image_id: str
) -> dict[str, Any]:
    """What SQS delivers after `reanalyzeImage`. Raises NotFound."""
    table_name = analyzer.variables["TABLE_NAME"]
    record = TableImageRecords(laptop.table_client(), table_name).get(image_id)
    if record is None:
        raise NotFound(f"The table has no image {image_id}. `facegraph images` lists the ids.")
    request = ReanalysisRequest(image_id=image_id, if_revision=record.revision)
    message = {
        "messageId": "debugged",
        "receiptHandle": "debugged",
        "attributes": {"ApproximateReceiveCount": "1"},
        "body": json.dumps(to_wire(request)),
    }
    return {"Records": [message]}
