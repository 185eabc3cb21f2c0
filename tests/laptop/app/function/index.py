"""Records its events, then handles each record as the record demands."""

import json
import os
import time
from collections import Counter
from typing import Any

import boto3

s3 = boto3.client("s3")
times_seen: Counter[str] = Counter()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    s3.put_object(
        Bucket=os.environ["JOURNAL_BUCKET"],
        Key=f"{context.function_name}/{time.time_ns():020d}.json",
        Body=json.dumps(event),
    )
    return {"batchItemFailures": [failure(record) for record in event["Records"] if fails(record)]}


def fails(record: dict[str, Any]) -> bool:
    """An item's `fails`: "raise", or the number of times that the item is reported as failed."""
    instruction = record.get("dynamodb", {}).get("NewImage", {}).get("fails", {}).get("S", "0")
    if instruction == "raise":
        raise ValueError("this record cannot be handled")
    key = record.get("eventID", "")
    times_seen[key] += 1
    return times_seen[key] <= int(instruction)


def failure(record: dict[str, Any]) -> dict[str, str]:
    return {"itemIdentifier": record["dynamodb"]["SequenceNumber"]}
