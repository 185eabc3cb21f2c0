"""Faces over DynamoDB."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from adapters.table import keys
from adapters.table.batches import get_items, write_items
from adapters.table.items import face_item, face_of_item
from core.model.face import Face
from core.model.paging import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class TableFaces:
    client: "DynamoDBClient"
    table_name: str

    def write(
        self,
        owner: str,
        uploaded_at: datetime,
        faces: Sequence[Face],
        expires_at: datetime | None = None,
    ) -> None:
        items = (face_item(face, owner, uploaded_at, expires_at) for face in faces)
        write_items(self.client, self.table_name, ({"PutRequest": {"Item": i}} for i in items))

    def read(self, image_id: str, face_set: str) -> tuple[Face, ...]:
        return tuple(map(face_of_item, self._items(image_id, keys.face_set_prefix(face_set))))

    def get(self, face_id: str) -> Face | None:
        response = self.client.get_item(
            TableName=self.table_name, Key=_key(face_id), ConsistentRead=True
        )
        return face_of_item(response["Item"]) if "Item" in response else None

    def get_many(self, face_ids: Iterable[str]) -> Mapping[str, Face]:
        wanted = [_key(face_id) for face_id in face_ids]
        faces = map(face_of_item, get_items(self.client, self.table_name, wanted))
        return {face.id: face for face in faces}

    def sets_of(self, image_id: str) -> frozenset[str]:
        items = self._items(image_id, keys.FACES_PREFIX)
        return frozenset(keys.face_set_of(item[keys.SORT_KEY]["S"]) for item in items)

    def remove(self, image_id: str, face_set: str) -> None:
        stored = [
            {name: item[name] for name in (keys.PARTITION_KEY, keys.SORT_KEY)}
            for item in self._items(image_id, keys.face_set_prefix(face_set))
        ]
        requests = ({"DeleteRequest": {"Key": key}} for key in stored)
        write_items(self.client, self.table_name, requests)

    def page_of_ids(self, owner: str, limit: int, after: str | None) -> Page[str]:
        query: dict[str, Any] = {
            "TableName": self.table_name,
            "IndexName": keys.FACES_BY_OWNER,
            "KeyConditionExpression": "#owner = :owner",
            "ExpressionAttributeNames": {"#owner": keys.FACE_OWNER},
            "ExpressionAttributeValues": {":owner": {"S": owner}},
            "ScanIndexForward": False,
            "Limit": limit + 1,
        }
        if after:
            start = {keys.FACE_OWNER: owner} | keys.face_start_key(after)
            query["ExclusiveStartKey"] = {name: {"S": text} for name, text in start.items()}
        items = self.client.query(**query)["Items"]
        shown = items[:limit]
        token = keys.next_token(shown[-1][keys.POSITION]["S"]) if len(items) > limit else None
        ids = (keys.face_id_of_key({n: item[n]["S"] for n in ("pk", "sk")}) for item in shown)
        return Page(items=tuple(ids), next_token=token)

    def _items(self, image_id: str, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table_name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={
                ":pk": {"S": keys.image_partition(image_id)},
                ":prefix": {"S": prefix},
            },
            ConsistentRead=True,
        )
        for page in pages:
            yield from page["Items"]


def _key(face_id: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in keys.face_key(face_id).items()}
