"""A batch of the stream: images side by side, the changes of one image in their order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from adapters.logs import log, log_failure
from adapters.metrics import count
from adapters.threads import NewPool
from core.use_cases.publication import Publisher
from processors.publish.changes import StreamRecord

_THREADS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamProcessor:
    publisher: Publisher
    new_pool: NewPool = ThreadPoolExecutor

    def process(self, records: Sequence[StreamRecord]) -> str | None:
        """The sequence number of the first record that failed, or None.

        Lambda repeats the batch from there, so later records that succeeded are published again
        with the same event id.
        """
        groups: dict[str, list[StreamRecord]] = defaultdict(list)
        for record in records:
            groups[record.image_id].append(record)
        with self.new_pool(_THREADS) as pool:
            failed = set(pool.map(self._first_failure, groups.values())) - {None}
        numbers = (record.sequence_number for record in records)
        return next((number for number in numbers if number in failed), None)

    def _first_failure(self, records: Iterable[StreamRecord]) -> str | None:
        return next((r.sequence_number for r in records if not self._succeeds(r)), None)

    def _succeeds(self, record: StreamRecord) -> bool:
        try:
            event = self.publisher.handle(record.change)
        except Exception as error:  # noqa: BLE001 - whatever it is, the stream brings it back
            count("PublishFailures", 1, error=type(error).__name__)
            log_failure("not published", imageId=record.image_id)
            return False
        if event:
            count("Events", 1, kind=event.kind)
            log("published", eventId=event.id, kind=event.kind)
        return True
