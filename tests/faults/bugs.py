"""Bugs that the bench must find.

Each is a part that replaces the deployed one."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import partial
from typing import Any

from core.model.caller import Caller
from core.model.delivery import Delivery
from core.model.detection import Detection
from core.model.errors import Conflict
from core.model.event import event_kind, image_event
from core.model.face import Face
from core.model.failure import AnalysisFailed, FailureCode
from core.model.record import ImageRecord
from core.model.stored_object import Hint, ObjectHint, ObjectVersion
from core.rules.decisions import HintDecision, Worker, decide
from core.use_cases.analysis import Analyzer, ImageOutcome
from core.use_cases.catalog import Catalog
from core.use_cases.publication import Publisher
from tests.faults.bench import Bench, Parts
from tests.support.builders import BUCKET
from tests.support.simulation.backend import key_of


@dataclass
class Around:
    """A port that a bug overrides in part."""

    port: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.port, name)


# Workers inspect the bucket first and then read the record, so that only the sequencer separates
# old inspections from new ones; and workers do not compare it. Either bug alone does no harm:
# docs/faults.md.


@dataclass
class LookingFirst(Around):
    """Reads a record after the inspection, whose result `SeenBefore` returns."""

    objects: Any
    names: dict[str, str]
    seen: list[ObjectVersion | None] = field(default_factory=list)

    def get(self, image_id: str) -> ImageRecord | None:
        self.seen[:] = [self.objects.look(BUCKET, key_of(self.names[image_id]))]
        record: ImageRecord | None = self.port.get(image_id)
        return record


@dataclass
class SeenBefore(Around):
    seen: list[ObjectVersion | None]

    def look(self, bucket: str, key: str) -> ObjectVersion | None:
        version: ObjectVersion | None = (
            self.seen.pop() if self.seen else self.port.look(bucket, key)
        )
        return version


def decide_unguarded(
    hint: Hint, record: ImageRecord | None, version: ObjectVersion | None, worker: Worker
) -> HintDecision:
    if record and isinstance(hint, ObjectHint):
        hint = replace(hint, sequencer=hint.sequencer or record.sequencer)
        record = replace(record, sequencer="")
    return decide(hint, record, version, worker)


def _look_before_read(analyzer: Analyzer, bench: Bench) -> Analyzer:
    records = LookingFirst(analyzer.records, analyzer.objects, bench.names)
    objects = SeenBefore(analyzer.objects, records.seen)
    return replace(analyzer, records=records, objects=objects, decide=decide_unguarded)


LOOK_BEFORE_READ_UNGUARDED = Parts(analyzer=_look_before_read)


class Overwriting(Around):
    """A worker writes its result even if another worker holds the image by then."""

    def put(self, record: ImageRecord, replacing: ImageRecord | None) -> ImageRecord:
        stored: ImageRecord
        try:
            stored = self.port.put(record, replacing)
        except Conflict:
            if replacing is None or replacing.lease is None or record.lease == replacing.lease:
                raise
            stored = self.port.put(record, self.port.get(record.id))
        return stored


NO_LEASE_GUARD = Parts(
    analyzer=lambda analyzer, _: replace(analyzer, records=Overwriting(analyzer.records))
)


@dataclass
class PublishingFirst(Around):
    bench: Bench

    def put(self, record: ImageRecord, replacing: ImageRecord | None) -> ImageRecord:
        kind = event_kind(replacing, record)
        if kind:
            event = image_event(kind, record, None, self.bench.clock())
            for sink in self.bench.sinks.values():
                sink.publish(event)
        stored: ImageRecord = self.port.put(record, replacing)
        return stored


PUBLISH_BEFORE_COMMIT = Parts(
    analyzer=lambda analyzer, bench: replace(
        analyzer, records=PublishingFirst(analyzer.records, bench)
    )
)


class SwallowingFaces(Around):
    """An analysis is written as stored although storing its faces failed."""

    def write(
        self,
        owner: str,
        uploaded_at: datetime,
        faces: Sequence[Face],
        expires_at: datetime | None = None,
    ) -> None:
        with suppress(Exception):
            self.port.write(owner, uploaded_at, faces, expires_at)


SWALLOWED_ERROR = Parts(
    analyzer=lambda analyzer, _: replace(analyzer, faces=SwallowingFaces(analyzer.faces))
)


@dataclass
class BlamedEngine(Around):
    """The engine's result is dropped, and the engine is blamed."""

    code: FailureCode

    def detect(self, version: ObjectVersion) -> Detection:
        self.port.detect(version)
        raise AnalysisFailed(self.code)


def _blaming(code: FailureCode) -> Parts:
    return Parts(
        analyzer=lambda analyzer, _: replace(analyzer, engine=BlamedEngine(analyzer.engine, code))
    )


EVERYTHING_REFUSED = _blaming(FailureCode.ENGINE_REFUSED)
EVERYTHING_THROTTLED = _blaming(FailureCode.ENGINE_THROTTLED)


@dataclass
class Impatient(Around):
    """Every failure of `method` is final at the first attempt."""

    method: str

    def __getattr__(self, name: str) -> Any:
        member = getattr(self.port, name)
        return partial(_final, member) if name == self.method else member


def _final(call: Callable[..., Any], *args: Any) -> Any:
    try:
        return call(*args)
    except Exception as error:
        raise AnalysisFailed(FailureCode.ENGINE_REFUSED) from error


IMPATIENT = Parts(
    analyzer=lambda analyzer, _: replace(
        analyzer,
        objects=Impatient(analyzer.objects, "read"),
        engine=Impatient(analyzer.engine, "detect"),
        faces=Impatient(analyzer.faces, "write"),
    )
)


class NoFaces(Around):
    def read(self, _image_id: str, _face_set: str) -> tuple[Face, ...]:
        return ()


def _without_faces(publisher: Publisher, _: Bench) -> Publisher:
    return replace(publisher, faces=NoFaces(publisher.faces))


NO_FACES_PUBLISHED = Parts(publisher=_without_faces)


class LeavingItToTheSweep(Analyzer):
    """The last delivery releases the image as every other delivery does."""

    def handle(self, hint: Hint, delivery: Delivery) -> ImageOutcome:
        return super().handle(hint, replace(delivery, is_last=False))


LEFT_TO_THE_SWEEP = Parts(
    analyzer=lambda analyzer, _: LeavingItToTheSweep(**_arguments_of(analyzer))
)

NO_REPORT_BEFORE_THE_CLAIM = Parts(
    analyzer=lambda analyzer, _: replace(analyzer, fail_uninspected=lambda *_: None)
)


class IgnoresDeletions(Catalog):
    def delete_image(self, caller: Caller, image_id: str) -> None:
        pass


IGNORES_DELETIONS = Parts(catalog=lambda catalog, _: IgnoresDeletions(**_arguments_of(catalog)))


class NoQueue:
    def send(self, image_id: str, if_revision: int) -> None:
        pass


IGNORES_REANALYSES = Parts(catalog=lambda catalog, _: replace(catalog, reanalysis=NoQueue()))


def _arguments_of(part: Any) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}
