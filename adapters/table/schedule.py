"""EngineSchedule over DynamoDB: one item that holds the moment of the next call."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adapters.table import keys
from core.lifetimes import LONGEST_ENGINE_SCHEDULE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MAX_CONFLICTS = 3
_FOLLOW_ON = "#next > :now AND #next <= :latest"
_START_ANEW = "attribute_not_exists(#next) OR #next <= :now OR #next > :never"


@dataclass(frozen=True, slots=True)
class TableEngineSchedule:
    client: "DynamoDBClient"
    table_name: str
    interval: timedelta

    def take(self, now: datetime, latest: datetime) -> datetime | None:
        if now > latest:
            return None
        for _ in range(_MAX_CONFLICTS):
            if moment := self._follow_on(now, latest) or self._start_anew(now):
                return moment
        return None

    def _follow_on(self, now: datetime, latest: datetime) -> datetime | None:
        updated = self._update("#next + :interval", _FOLLOW_ON, now=now, latest=latest)
        return updated and updated - self.interval

    def _start_anew(self, now: datetime) -> datetime | None:
        never = now + LONGEST_ENGINE_SCHEDULE
        updated = self._update(":now + :interval", _START_ANEW, now=now, never=never)
        return updated and now

    def _update(self, next_call: str, condition: str, **times: datetime) -> datetime | None:
        """The moment after the one that was taken; None if the condition fails."""
        values = {f":{name}": _number(time - _EPOCH) for name, time in times.items()}
        try:
            response = self.client.update_item(
                TableName=self.table_name,
                Key={name: {"S": value} for name, value in keys.schedule_key().items()},
                UpdateExpression=f"SET #next = {next_call}",
                ConditionExpression=condition,
                ExpressionAttributeNames={"#next": keys.NEXT_CALL},
                ExpressionAttributeValues=values | {":interval": _number(self.interval)},
                ReturnValues="UPDATED_NEW",
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return None
        return _EPOCH + int(response["Attributes"][keys.NEXT_CALL]["N"]) * _MICROSECOND


def _number(span: timedelta) -> dict[str, Any]:
    return {"N": str(span // _MICROSECOND)}
