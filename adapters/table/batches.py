"""Batch reads and writes, repeated until DynamoDB has handled every item."""

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")

MAX_BATCH_GET = 100  # BatchGetItem and BatchWriteItem refuse larger requests as a whole
MAX_BATCH_WRITE = 25
_MAX_ROUNDS = 8
_FIRST_PAUSE_S = 0.05


class TableThrottled(Exception):
    """DynamoDB left items of a batch unprocessed in every round."""


def get_items(
    client: "DynamoDBClient", table_name: str, wanted: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Strongly consistent and in no order; keys without an item are left out."""
    for batch in _batches(wanted, MAX_BATCH_GET):
        request: dict[str, Any] = {table_name: {"Keys": batch, "ConsistentRead": True}}
        for pause_s in _pauses():
            response = client.batch_get_item(RequestItems=request)
            yield from response["Responses"].get(table_name, [])
            request = response["UnprocessedKeys"]
            if not request:
                break
            time.sleep(pause_s)
        else:
            raise TableThrottled


def write_items(
    client: "DynamoDBClient", table_name: str, requests: Iterable[dict[str, Any]]
) -> None:
    """Each request as BatchWriteItem takes it: a PutRequest or a DeleteRequest."""
    for batch in _batches(requests, MAX_BATCH_WRITE):
        request: dict[str, Any] = {table_name: batch}
        for pause_s in _pauses():
            request = client.batch_write_item(RequestItems=request)["UnprocessedItems"]
            if not request:
                break
            time.sleep(pause_s)
        else:
            raise TableThrottled


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _pauses() -> Iterator[float]:
    for round_number in range(_MAX_ROUNDS):
        yield _FIRST_PAUSE_S * 2**round_number * random.uniform(0.5, 1.0)
