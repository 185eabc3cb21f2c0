"""Changes of images as the table's stream tells them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adapters.table import keys
from adapters.table.items import record_of_item
from core.publication import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecord:
    sequence_number: str
    image_id: str
    change: Change


def image_changes(records: Iterable[dict[str, Any]]) -> list[StreamRecord]:
    """The records of Lambda's DynamoDB event that speak of images, in the stream's order."""
    return [_stream_record(r["dynamodb"]) for r in records if is_image(r["dynamodb"]["Keys"])]


def is_image(key: dict[str, Any]) -> bool:
    return bool(key[keys.SORT_KEY]["S"] == keys.IMAGE_SORT_KEY)


def _stream_record(data: dict[str, Any]) -> StreamRecord:
    old, new = data.get("OldImage"), data.get("NewImage")
    before, after = (record_of_item(image) if image else None for image in (old, new))
    return StreamRecord(
        sequence_number=data["SequenceNumber"],
        image_id=data["Keys"][keys.PARTITION_KEY]["S"],
        change=Change(
            before=before,
            after=after,
            occurred_at=datetime.fromtimestamp(data["ApproximateCreationDateTime"], UTC),
        ),
    )
