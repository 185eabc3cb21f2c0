"""Erasures over DynamoDB."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from adapters.table import keys
from adapters.table.attribute_values import from_item, to_item
from adapters.table.items import WRITE, epoch
from adapters.table.records import unless_changed
from core.model.erasure import ErasureRecord
from core.model.errors import Conflict
from core.model.wire import from_wire, to_wire

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ERASURE = "erasure"
_WRITE_COUNT = "writeCount"  # older items call it `write`, so new ones do, too


@dataclass(frozen=True, slots=True)
class TableErasures:
    client: "DynamoDBClient"
    table_name: str

    def get(self, owner: str) -> ErasureRecord | None:
        key = to_item(keys.erasure_key(owner))
        response = self.client.get_item(TableName=self.table_name, Key=key, ConsistentRead=True)
        return _record_of_item(response["Item"]) if "Item" in response else None

    def put(self, record: ErasureRecord, replacing: ErasureRecord | None) -> ErasureRecord:
        item = _item(replace(record, write_count=replacing.write_count + 1 if replacing else 1))
        condition = unless_changed(replacing.write_count if replacing else None)
        try:
            self.client.put_item(TableName=self.table_name, Item=item, **condition)
        except self.client.exceptions.ConditionalCheckFailedException:
            raise Conflict from None
        return _record_of_item(item)


def _item(record: ErasureRecord) -> dict[str, Any]:
    return to_item(
        keys.erasure_key(record.owner)
        | {
            _ERASURE: _document(record),
            keys.EXPIRES_AT: epoch(record.expires_at),
            WRITE: record.write_count,
        }
    )


def _record_of_item(item: dict[str, Any]) -> ErasureRecord:
    document = from_item(item)[_ERASURE]
    return from_wire(ErasureRecord, document | {_WRITE_COUNT: document.pop(WRITE)})


def _document(record: ErasureRecord) -> dict[str, Any]:
    document: dict[str, Any] = to_wire(record)
    return document | {WRITE: document.pop(_WRITE_COUNT)}
