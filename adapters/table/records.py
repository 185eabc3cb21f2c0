"""ImageRecords over DynamoDB."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from adapters.table import keys
from adapters.table.attribute_values import from_item
from adapters.table.batches import get_items
from adapters.table.items import WRITE, image_of_item, record_item, record_of_item
from core.model.errors import Conflict
from core.model.image import Image, ImageStatus
from core.model.paging import Page
from core.model.record import ImageRecord
from core.model.wire import timestamp

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class TableImageRecords:
    client: "DynamoDBClient"
    table_name: str

    def get(self, image_id: str) -> ImageRecord | None:
        response = self.client.get_item(
            TableName=self.table_name, Key=_key(image_id), ConsistentRead=True
        )
        return record_of_item(response["Item"]) if "Item" in response else None

    def get_many(self, image_ids: Iterable[str]) -> Mapping[str, ImageRecord]:
        wanted = [_key(image_id) for image_id in image_ids]
        records = map(record_of_item, get_items(self.client, self.table_name, wanted))
        return {record.id: record for record in records}

    def put(self, record: ImageRecord, replacing: ImageRecord | None) -> ImageRecord:
        item = record_item(
            replace(record, write_count=replacing.write_count + 1 if replacing else 1)
        )
        try:
            self.client.put_item(
                TableName=self.table_name,
                Item=item,
                **unless_changed(replacing.write_count if replacing else None),
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            raise Conflict from None
        return record_of_item(item)  # rounds its times to milliseconds, as a reader will see them

    def page(
        self,
        owner: str,
        status: ImageStatus | None,
        limit: int,
        after: str | None,
        now: datetime,
    ) -> Page[Image]:
        index, name, value = keys.IMAGES_BY_OWNER, keys.OWNER, owner
        if status:
            index, name = keys.IMAGES_BY_STATUS, keys.OWNER_STATUS
            value = keys.owner_status(owner, status)
        start = {name: value} | keys.image_start_key(after) if after else None
        items = self._visible(index, name, value, limit + 1, start, now)
        shown = items[:limit]
        more = len(items) > limit
        token = keys.next_token(shown[-1][keys.POSITION]["S"]) if more else None
        return Page(items=tuple(map(image_of_item, shown)), next_token=token)

    def overdue(self, now: datetime) -> Iterator[str]:
        paginator = self.client.get_paginator("query")
        for partition in keys.UNFINISHED_PARTITIONS:
            pages = paginator.paginate(
                TableName=self.table_name,
                IndexName=keys.OVERDUE_IMAGES,
                KeyConditionExpression="#unfinished = :partition AND #overdue <= :now",
                ExpressionAttributeNames={
                    "#unfinished": keys.UNFINISHED,
                    "#overdue": keys.OVERDUE_AT,
                },
                ExpressionAttributeValues={
                    ":partition": {"S": partition},
                    ":now": {"S": timestamp(now)},
                },
            )
            for page in pages:
                yield from (keys.image_id_of_key(from_item(item)) for item in page["Items"])

    def ids_of(self, owner: str) -> Iterator[str]:
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table_name,
            IndexName=keys.IMAGES_BY_OWNER,
            KeyConditionExpression="#owner = :owner",
            ExpressionAttributeNames={"#owner": keys.OWNER},
            ExpressionAttributeValues={":owner": {"S": owner}},
        )
        for page in pages:
            yield from (keys.image_id_of_key(from_item(item)) for item in page["Items"])

    def _visible(
        self,
        index: str,
        name: str,
        value: str,
        wanted: int,
        start: dict[str, str] | None,
        now: datetime,
    ) -> list[dict[str, Any]]:
        """Expired items stay readable until DynamoDB deletes them, perhaps days later."""
        query: dict[str, Any] = {
            "TableName": self.table_name,
            "IndexName": index,
            "KeyConditionExpression": "#partition = :partition",
            "FilterExpression": "attribute_not_exists(#expires) OR #expires > :now",
            "ExpressionAttributeNames": {"#partition": name, "#expires": keys.EXPIRES_AT},
            "ExpressionAttributeValues": {
                ":partition": {"S": value},
                ":now": {"N": str(int(now.timestamp()))},
            },
            "ScanIndexForward": False,
            "Limit": wanted,
        }
        if start:
            query["ExclusiveStartKey"] = {name: {"S": text} for name, text in start.items()}
        found: list[dict[str, Any]] = []
        while True:
            response = self.client.query(**query)
            found += response["Items"]
            if len(found) >= wanted or "LastEvaluatedKey" not in response:
                return found[:wanted]
            query["ExclusiveStartKey"] = response["LastEvaluatedKey"]


def _key(image_id: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in keys.image_key(image_id).items()}


def unless_changed(write: int | None) -> dict[str, Any]:
    """The condition of a put that replaces exactly this write, or nothing if `write` is None."""
    if write is None:
        return {"ConditionExpression": f"attribute_not_exists({keys.PARTITION_KEY})"}
    return {
        "ConditionExpression": "#write = :write",
        "ExpressionAttributeNames": {"#write": WRITE},
        "ExpressionAttributeValues": {":write": {"N": str(write)}},
    }
