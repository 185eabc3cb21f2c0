"""Changes of images, from the records of the table's stream."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adapters.table import keys
from adapters.table.attribute_values import from_item
from adapters.table.items import record_of_item
from core.use_cases.publication import Change


class MalformedRecord(Exception):
    """An item that is not of this table's making: it fails alone, and not with its batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecord:
    """`data` is the record as the stream has it."""

    sequence_number: str
    image_id: str
    data: dict[str, Any]

    @property
    def change(self) -> Change:
        """Raises MalformedRecord."""
        try:
            return _change(self.data)
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            raise MalformedRecord(str(error)) from error


def image_changes(records: Iterable[dict[str, Any]]) -> list[StreamRecord]:
    """The records of Lambda's DynamoDB event that speak of images, in the stream's order."""
    return [_stream_record(r["dynamodb"]) for r in records if is_image(r["dynamodb"]["Keys"])]


def is_image(key: dict[str, Any]) -> bool:
    return bool(key[keys.SORT_KEY]["S"] == keys.IMAGE_SORT_KEY)


def _stream_record(data: dict[str, Any]) -> StreamRecord:
    return StreamRecord(
        sequence_number=data["SequenceNumber"],
        image_id=keys.image_id_of_key(from_item(data["Keys"])),
        data=data,
    )


def _change(data: dict[str, Any]) -> Change:
    old, new = data.get("OldImage"), data.get("NewImage")
    before, after = (record_of_item(image) if image else None for image in (old, new))
    return Change(
        before=before,
        after=after,
        occurred_at=datetime.fromtimestamp(data["ApproximateCreationDateTime"], UTC),
    )
