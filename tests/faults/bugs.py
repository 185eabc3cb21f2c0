"""Bugs of the kinds that the bench is there to find, each to be planted for as long as it lasts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from unittest.mock import patch

from core.model.caller import Caller
from core.model.detection import Detection, Format
from core.model.event import event_kind, image_event
from core.model.failure import AnalysisFailed, FailureCode, failure
from core.model.image import Image
from core.model.record import ImageRecord, Lease
from core.model.stored_object import ObjectHint, ObjectVersion
from core.rules import lifecycle
from core.use_cases.analysis import Analyzer, Attempt, Claim, Outcome, _lease
from core.use_cases.catalog import Catalog
from core.use_cases.publication import Publisher
from processors.analyze.messages import Hint
from tests.faults.bench import Bench
from tests.faults.faulty import Process

_claim, _remove = lifecycle.claim, lifecycle.remove
_store_faces, _handle = Analyzer._store_faces, Analyzer.handle
_analyzer = Bench._analyzer


@contextmanager
def look_before_read_unguarded() -> Iterator[None]:
    """Looks first and reads the record then, so that the sequencer alone tells old looks from new
    ones; and does not compare it. Either of the two alone does no harm: see docs/faults.md."""

    def claim_hint(self: Analyzer, hint: ObjectHint, attempt: Attempt) -> Claim | Outcome:
        version = self.objects.look(hint.bucket, hint.key)
        record = self.records.get(hint.image_id)
        sequencer = hint.sequencer or (record.sequencer if record else "")
        if version is None:
            return self._remove(record, hint.bucket, hint.key, sequencer)
        lease = _lease(version, attempt)
        claimed = lifecycle.claim(record, version, sequencer, lease, self.now())
        return self._put_claim(record, claimed, version)

    def claim(
        record: ImageRecord | None,
        version: ObjectVersion,
        sequencer: str,
        lease: Lease,
        now: datetime,
    ) -> ImageRecord:
        return _claim(_unguarded(record), version, sequencer, lease, now)

    def remove(record: ImageRecord, sequencer: str, now: datetime) -> ImageRecord:
        return _remove(replace(record, sequencer=""), sequencer, now)

    with (
        patch.object(Analyzer, "_claim_hint", claim_hint),
        patch.object(lifecycle, "claim", claim),
        patch.object(lifecycle, "remove", remove),
    ):
        yield


def _unguarded(record: ImageRecord | None) -> ImageRecord | None:
    return replace(record, sequencer="") if record else None


@contextmanager
def no_lease_guard() -> Iterator[None]:
    """A worker settles what it has found whoever holds the image by then."""

    def settle(
        self: Analyzer, claimed: ImageRecord, settled: Callable[[ImageRecord], ImageRecord]
    ) -> None:
        current = self.records.get(claimed.id)
        self.records.put(replace(settled(claimed), write=0), replacing=current)

    with patch.object(Analyzer, "_settle", settle):
        yield


@contextmanager
def publish_before_commit() -> Iterator[None]:
    def analyzer(self: Bench, process: Process) -> Analyzer:
        real = _analyzer(self, process)
        return replace(real, records=_TellingFirst(real.records, self))

    with patch.object(Bench, "_analyzer", analyzer):
        yield


@dataclass
class _TellingFirst:
    records: Any
    bench: Bench

    def __getattr__(self, name: str) -> Any:
        return getattr(self.records, name)

    def put(self, record: ImageRecord, replacing: ImageRecord | None) -> ImageRecord:
        kind = event_kind(replacing, record)
        if kind:
            event = image_event(kind, record, None, self.bench.clock())
            for sink in self.bench.sinks.values():
                sink.publish(event)
        stored: ImageRecord = self.records.put(record, replacing)
        return stored


@contextmanager
def swallowed_error() -> Iterator[None]:
    """An analysis counts as stored although the storing of its faces has failed."""

    def store_faces(
        self: Analyzer, claimed: ImageRecord, version: ObjectVersion, found: Detection
    ) -> None:
        with suppress(Exception):
            _store_faces(self, claimed, version, found)

    with patch.object(Analyzer, "_store_faces", store_faces):
        yield


@contextmanager
def everything_refused() -> Iterator[None]:
    """What the engine has found is thrown away and the engine blamed."""
    with _always_failing(FailureCode.ENGINE_REFUSED):
        yield


@contextmanager
def everything_throttled() -> Iterator[None]:
    with _always_failing(FailureCode.ENGINE_THROTTLED):
        yield


@contextmanager
def _always_failing(code: FailureCode) -> Iterator[None]:
    def analyze(self: Analyzer, _: ImageRecord, version: ObjectVersion, __: Format) -> Outcome:
        self.engine.detect(version)
        raise AnalysisFailed(code)

    with patch.object(Analyzer, "_analyze", analyze):
        yield


@contextmanager
def impatient() -> Iterator[None]:
    """Whatever goes wrong is final at the first try."""

    def give_back(
        self: Analyzer, claimed: ImageRecord, version: ObjectVersion, *_: object, **__: object
    ) -> None:
        self._settle_failure(claimed, version, failure(FailureCode.ENGINE_REFUSED))

    with patch.object(Analyzer, "_give_back", give_back):
        yield


@contextmanager
def no_faces_told() -> Iterator[None]:
    with patch.object(Publisher, "_faces", lambda *_: None):
        yield


@contextmanager
def left_to_the_sweep() -> Iterator[None]:
    """The last attempt gives the image back as all others do."""

    def handle(self: Analyzer, hint: Hint, attempt: Attempt) -> Outcome:
        return _handle(self, hint, replace(attempt, last=False))

    with patch.object(Analyzer, "handle", handle):
        yield


@contextmanager
def silent_before_the_claim() -> Iterator[None]:
    with patch.object(Analyzer, "_give_up", lambda *_: None):
        yield


@contextmanager
def deaf_to_deletions() -> Iterator[None]:
    with patch.object(Catalog, "delete_image", lambda *_: None):
        yield


@contextmanager
def deaf_to_reanalyses() -> Iterator[None]:
    def reanalyze(self: Catalog, caller: Caller, image_id: str) -> Image:
        state = self._existing(caller, image_id).state
        assert isinstance(state, Image)
        return state

    with patch.object(Catalog, "reanalyze_image", reanalyze):
        yield
