"""Erasures, without the minute's wait before the second look."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from adapters.erasure_queue import SqsErasureQueue
from adapters.table.erasures import TableErasures
from core.model.erasure import ErasureRecord
from tests.support.waiting import eventually

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

_LONG_AGO = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Erasing:
    sqs: "SQSClient"
    queue_url: str
    dynamodb: "DynamoDBClient"
    table_name: str

    async def settle(self, owner: str) -> None:
        """Lets the second look start at once: sets its earliest time to yesterday and sends the
        order again.

        The first order is still delayed. When it arrives, the job is done, so it has no effect."""
        job = await self.until_removed(owner)
        settled = replace(job, settles_at=datetime.now(UTC) - _LONG_AGO)
        self._jobs.put(settled, replacing=job)
        SqsErasureQueue(self.sqs, self.queue_url).send(job.order, timedelta(0))

    async def until_removed(self, owner: str) -> ErasureRecord:
        """Returns once the job waits for its second look."""
        return await eventually(
            lambda: self._waiting_job(owner), "an erasure that has removed everything"
        )

    @property
    def _jobs(self) -> TableErasures:
        return TableErasures(self.dynamodb, self.table_name)

    def _waiting_job(self, owner: str) -> ErasureRecord | None:
        job = self._jobs.get(owner)
        return job if job and job.all_removed else None
