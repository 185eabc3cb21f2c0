"""The deployed adapters behind the same ports, over moto's table and bucket."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from adapters.objects import S3Objects
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.model.record import ImageRecord
from core.use_cases.publication import Change
from tests.support.builders import BUCKET, an_s3_record
from tests.support.simulated_aws import SimulatedAws, dynamodb_client, s3_client
from tests.support.simulation.backend import CREATED, EXPIRED, MARKED, REMOVED, Backend


@dataclass
class StreamedTable:
    table: TableImageRecords
    now: Callable[[], datetime]
    on_change: Callable[[Change], None]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.table, name)

    def put(self, record: ImageRecord, replacing: ImageRecord | None) -> ImageRecord:
        before = self.table.get(record.id)
        after = self.table.put(record, replacing)
        self.on_change(Change(before=before, after=after, occurred_at=self.now()))
        return after


@dataclass
class NotifyingBucket:
    """moto sends no notifications."""

    objects: S3Objects
    on_event: Callable[[str, dict[str, Any]], None]
    _versions: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _sequencers: "count[int]" = field(default_factory=lambda: count(0x0055AED6DCD90281E5))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.objects, name)

    def put(self, key: str, body: bytes) -> str:
        client = self.objects.client
        stored = client.put_object(Bucket=BUCKET, Key=key, Body=body, ContentType="image/jpeg")
        return self._notify(key, CREATED, stored["VersionId"])

    def delete(self, key: str, name: str = MARKED) -> str:
        marker = self.objects.client.delete_object(Bucket=BUCKET, Key=key)
        # moto writes no delete marker for a missing object; S3 does, and sends an event.
        return self._notify(key, name, marker.get("VersionId", ""))

    def expire(self, key: str) -> None:
        self.delete(key, EXPIRED)

    def delete_version(self, key: str, version_id: str) -> None:
        self.objects.client.delete_object(Bucket=BUCKET, Key=key, VersionId=version_id)
        self._versions[key].remove(version_id)
        self._notify(key, REMOVED)

    def remove(self, bucket: str, key: str) -> None:
        self.objects.remove(bucket, key)
        while self._versions[key]:
            self._versions[key].pop()
            self._notify(key, REMOVED)

    def version_ids(self, key: str) -> list[str]:
        return [*self._versions[key]]

    def _notify(self, key: str, name: str, version_id: str = "") -> str:
        if version_id:
            self._versions[key].append(version_id)
        sequencer = None if name == EXPIRED else f"{next(self._sequencers):X}".rstrip("0")
        self.on_event(key, an_s3_record(key, sequencer, name))
        return version_id


def adapters_over(aws: SimulatedAws) -> Callable[..., Backend]:
    def backend(
        now: Callable[[], datetime],
        on_change: Callable[[Change], None],
        on_event: Callable[[str, dict[str, Any]], None],
    ) -> Backend:
        client = dynamodb_client()
        records = TableImageRecords(client, aws.table_name)
        return Backend(
            records=StreamedTable(records, now, on_change),
            faces=TableFaces(client, aws.table_name),
            objects=NotifyingBucket(S3Objects(s3_client()), on_event),
        )

    return backend
