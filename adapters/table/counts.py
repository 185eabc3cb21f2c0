"""DailyCounts over DynamoDB: one item for each owner and day, which expires a day later."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from adapters.table import keys
from core.lifetimes import DAILY_COUNT_LIFETIME

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class TableDailyCounts:
    client: "DynamoDBClient"
    table_name: str

    def add(self, owner: str, day: date, most: int) -> bool:
        expires_at = datetime.combine(day, time(), UTC) + DAILY_COUNT_LIFETIME
        values: dict[str, Any] = {":one": 1, ":most": most, ":expires": int(expires_at.timestamp())}
        try:
            self.client.update_item(
                TableName=self.table_name,
                Key={name: {"S": text} for name, text in keys.count_key(owner, day).items()},
                UpdateExpression="ADD #images :one SET #expires = :expires",
                ConditionExpression="attribute_not_exists(#images) OR #images < :most",
                ExpressionAttributeNames={"#images": keys.IMAGES, "#expires": keys.EXPIRES_AT},
                ExpressionAttributeValues={n: {"N": str(value)} for n, value in values.items()},
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True
