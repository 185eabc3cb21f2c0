"""The sweep, without waiting for its schedule."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from adapters.table.records import TableImageRecords
from tests.support.system.function import Function

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_LONG_AGO = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sweeping:
    function: Function
    dynamodb: "DynamoDBClient"
    table_name: str

    def age_lease(self, image_id: str) -> None:
        """Ages the lease, as if its worker had died a day ago."""
        records = TableImageRecords(self.dynamodb, self.table_name)
        record = records.get(image_id)
        assert record
        assert record.lease
        lease = replace(record.lease, until=datetime.now(UTC) - _LONG_AGO)
        records.put(replace(record, lease=lease), replacing=record)

    def sweep(self) -> None:
        self.function.invoke()
