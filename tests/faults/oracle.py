"""What must hold at the end of a schedule, whatever happened on the way."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from adapters.sqs_messages import MalformedMessage
from core.model.event import ImageEvent, event_kind
from core.model.failure import AnalysisFailed, FailureCode
from core.model.image import Image, ImageStatus, Tombstone
from core.model.record import ImageRecord
from core.model.stored_object import ReanalysisRequest
from core.ports import ObjectGone
from core.rules.lifecycle import is_awaited
from core.use_cases.publication import Change
from processors.publish.changes import StreamRecord, image_changes
from tests.faults.bench import Bench, FinalAttempt, Payment
from tests.support.builders import BUCKET
from tests.support.simulation.backend import confidence_in, faces_in, id_of, key_of
from tests.support.simulation.ports import PortFailure
from tests.support.simulation.schedule import DELAYS, REFUSALS, UPLOADS, Doing

_EXPECTED = (PortFailure, AnalysisFailed, ObjectGone, MalformedMessage)
_CLAIMED = "is claimed for ever"
_MS = timedelta(milliseconds=1)

Complaint = str


def complaints_of(bench: Bench) -> list[Complaint]:
    """Plays the schedule and lists what is wrong after it, and after the recovery of everything
    that was given up on. Each complaint begins with the rule that is broken."""
    bench.run()
    found = [*_in_any_case(bench), *_before_recovery(bench)]
    if found:
        return found
    bench.recover()
    return [*_in_any_case(bench), *_after_recovery(bench)]


def _in_any_case(bench: Bench) -> Iterator[Complaint]:
    yield from _surprises(bench)
    yield from _revisions(bench)
    yield from _refusals(bench)
    yield from _unreported_failures(bench)
    yield from _deletions(bench)
    yield from _publications(bench)
    yield from _payments(bench)


def _before_recovery(bench: Bench) -> Iterator[Complaint]:
    for name in _names(bench):
        given_up = [letter for letter in bench.queue.dead_letters if letter.subject == name]
        wrong = _untruth(bench, name)
        if wrong and not given_up:
            yield f"untrue: {name} {wrong}, and no message about it lies in the dead-letter queue"
        if wrong == _CLAIMED:
            yield f"stuck: {name} {wrong} although it has been swept"
        if wrong and given_up and _have_had_their_say(bench, [letter.name for letter in given_up]):
            yield f"not FAILED: {name} {wrong} although its message was given up on in good order"
        if not given_up:
            yield from _reanalyses(bench, name)
        unpublished = id_of(name) in map(_image_id, image_changes(bench.stream.failed))
        if not given_up and not unpublished:
            yield from _leftovers(bench, name)
    if bench.queue.messages:
        yield f"unsettled: {sorted(bench.queue.messages)} are still in the queue"


def _after_recovery(bench: Bench) -> Iterator[Complaint]:
    for name in _names(bench):
        wrong = _untruth(bench, name)
        if wrong:
            yield f"untrue for ever: {name} {wrong} after what was given up on came back"
        if any(letter.subject == name for letter in bench.queue.dead_letters):
            yield f"given up: a message about {name} has failed although nothing failed any more"
        yield from _reanalyses(bench, name)
        yield from _leftovers(bench, name)


def _names(bench: Bench) -> list[str]:
    return sorted({operation.name for operation in bench.schedule.operations})


def _surprises(bench: Bench) -> Iterator[Complaint]:
    for error in bench.surprises:
        if not isinstance(error, _EXPECTED):
            yield f"unexpected: {error!r}"


def _untruth(bench: Bench, name: str) -> str | None:
    """How the record differs from the bucket; None when it does not."""
    record: ImageRecord | None = bench.record(name)
    version = bench.backend.objects.look(BUCKET, key_of(name))
    if record is None:
        return None if version is None else "has no record"
    state = record.state
    if record.lease:
        return _CLAIMED
    if isinstance(state, Image) and state.status is ImageStatus.FAILED and not state.version_id:
        return _unless_it_waits(bench, name)  # no worker was able to inspect it
    if version is None:
        announced = isinstance(state, Image) and not record.sequencer and record.expires_at
        return None if announced or isinstance(state, Tombstone) else "is gone but has an image"
    if isinstance(state, Tombstone):
        return "is there but has a tombstone"
    if state.version_id != version.version_id:
        return f"has version {version.version_id} but the record names {state.version_id}"
    return _untrue_status(bench, name, state)


def _untrue_status(bench: Bench, name: str, state: Image) -> str | None:
    version = bench.backend.objects.look(BUCKET, key_of(name))
    assert version
    if state.status is ImageStatus.FAILED:
        assert state.failure
        refused = state.failure.code is FailureCode.ENGINE_REFUSED
        return None if refused else _unless_it_waits(bench, name)
    body = bench.backend.objects.read(version, version.size_bytes)
    expected = ImageStatus.ANALYZED if body == b"picture" else ImageStatus.REJECTED
    return None if state.status is expected else f"is {state.status} instead of {expected}"


def _unless_it_waits(bench: Bench, name: str) -> str | None:
    waits = any(letter.subject == name for letter in bench.queue.dead_letters)
    return None if waits else "is FAILED with no message left"


def _have_had_their_say(bench: Bench, messages: list[str]) -> bool:
    """Whether the last attempt on each of these messages was able to record its failure."""
    attempts = [bench.final_attempts.get(message) for message in messages]
    return all(attempt and _had_to_report(bench, attempt) for attempt in attempts)


def _had_to_report(bench: Bench, attempt: FinalAttempt) -> bool:
    struck = [
        fault.call
        for _, process, fault in bench.wire.struck
        if process is attempt.process and fault.subject == attempt.name and fault.kind not in DELAYS
    ]
    is_able = not any(call.startswith("records.") for call in struck)
    return is_able and not _is_about_no_image(attempt)


def _is_about_no_image(attempt: FinalAttempt) -> bool:
    """A removal before there was an image needs no failure: no reader waits for it."""
    record = attempt.record
    no_image = record is None or isinstance(record.state, Tombstone) or is_awaited(record)
    return no_image and (isinstance(attempt.hint, ReanalysisRequest) or attempt.hint.is_removal)


def _unreported_failures(bench: Bench) -> Iterator[Complaint]:
    """Checks the record right after the attempt, since the sweep writes the same later."""
    for attempt in bench.final_attempts.values():
        if _had_to_report(bench, attempt) and _reported_nothing(attempt):
            yield f"unreported: the last attempt on {attempt.name} did not report its failure"


def _reported_nothing(attempt: FinalAttempt) -> bool:
    record, hint = attempt.record, attempt.hint
    if record is None:
        return True
    is_left = record.lease is not None and (
        record.lease.until <= attempt.ended_at
        or abs(record.lease.until - attempt.delivery.deadline) < _MS
    )
    if isinstance(hint, ReanalysisRequest):
        return record.revision == hint.if_revision and (is_left or record.lease is None)
    sequencer = hint.sequencer or record.sequencer
    return sequencer > record.sequencer or (sequencer == record.sequencer and is_left)


def _refusals(bench: Bench) -> Iterator[Complaint]:
    refused: Counter[str] = Counter()
    for change in bench.stream.changes:
        name = _refused(bench, change)
        if name is None:
            continue
        refused[name] += 1
        struck = [
            bench.clock.time_at(at_ms)
            for at_ms, _, fault in bench.wire.struck
            if fault.subject == name and fault.kind in REFUSALS
        ]
        if refused[name] > sum(at <= change.occurred_at for at in struck):
            yield f"refused: {name} is recorded as refused by an engine that did not refuse it"


def _refused(bench: Bench, change: Change) -> str | None:
    """The name of the image if the change records that the engine refused it."""
    after = change.after
    if not event_kind(change.before, after) or not after or not isinstance(after.state, Image):
        return None
    failure = after.state.failure
    return bench.names[after.id] if failure and failure.code is FailureCode.ENGINE_REFUSED else None


def _deletions(bench: Bench) -> Iterator[Complaint]:
    for answer in bench.answers:
        name = answer.operation.name
        if answer.operation.doing is not Doing.DELETE_IMAGE:
            continue
        is_there = bench.backend.objects.look(BUCKET, key_of(name)) is not None
        uploads = [o for o in bench.schedule.operations if o.name == name and o.doing in UPLOADS]
        if is_there and all(upload.at_ms < answer.asked_ms for upload in uploads):
            yield f"undeleted: deleteImage for {name} has succeeded and the object is there"


def _reanalyses(bench: Bench, name: str) -> Iterator[Complaint]:
    """Skips a PENDING image: its first analysis is still to come, and no request announces it."""
    for answer in bench.answers:
        shown = answer.image
        if answer.operation.name != name or not shown or shown.status is ImageStatus.PENDING:
            continue
        if bench.record(name).revision <= shown.revision:
            yield f"unheeded: reanalyzeImage for {name} has succeeded and nothing came of it"


def _leftovers(bench: Bench, name: str) -> Iterator[Complaint]:
    record: ImageRecord | None = bench.record(name)
    stored = bench.backend.faces.sets_of(id_of(name))
    strays = stored - (record.face_sets if record else frozenset())
    if strays:
        yield f"leftover: faces of {name} are stored that no record names"
    if record and record.face_set:
        yield from _wrong_faces(bench, name, record)


def _wrong_faces(bench: Bench, name: str, record: ImageRecord) -> Iterator[Complaint]:
    assert isinstance(record.state, Image)
    assert record.face_set
    assert record.state.version_id
    faces = bench.backend.faces.read(record.id, record.face_set)
    expected = [confidence_in(record.state.version_id)] * faces_in(record.state.version_id)
    if [face.confidence for face in faces] != expected:
        yield f"wrong faces: those of {name} are not the ones of its version"


def _revisions(bench: Bench) -> Iterator[Complaint]:
    seen: dict[str, int] = {}
    for change in bench.stream.changes:
        assert change.after
        before = seen.get(change.after.id, 0)
        if change.after.revision - before not in (0, 1):
            yield f"revision: {before} is followed by {change.after.revision}"
        seen[change.after.id] = change.after.revision


def _publications(bench: Bench) -> Iterator[Complaint]:
    committed: dict[str, ImageRecord] = {}
    followed_at: dict[str, datetime] = {}  # of each revision: when the next one was committed
    for change in bench.stream.changes:
        if change.after and event_kind(change.before, change.after):
            committed[_event_id(change.after)] = change.after
            followed_at[_event_id(change.before)] = change.occurred_at
    failed = {_event_id(change.change.after) for change in image_changes(bench.stream.failed)}
    for sink in bench.sinks:
        received = [*bench.received(sink)]
        for received_at, event in received:
            yield from _false_publication(bench, sink, event, committed.get(event.id))
            if event.truncated and followed_at.get(event.id, received_at + _MS) > received_at:
                yield f"no faces: {sink} received {_named(bench, event.id)} without its faces"
        unpublished = set(committed) - {event.id for _, event in received} - failed
        yield from (
            f"unpublished: {sink} never received {_named(bench, confidences)}"
            for confidences in sorted(unpublished)
        )


def _image_id(record: StreamRecord) -> str:
    known = record.change.after or record.change.before
    return known.id if known else ""


def _event_id(record: ImageRecord | None) -> str:
    return f"{record.id}-{record.revision}" if record else ""


def _named(bench: Bench, event_id: str) -> str:
    image, revision = event_id.split("-")
    return f"revision {revision} of {bench.names[image]}"


def _false_publication(
    bench: Bench, sink: str, event: ImageEvent, record: ImageRecord | None
) -> Iterator[Complaint]:
    what = f"{sink} received {_named(bench, event.id)}"
    if record is None:
        yield f"false: {what}, which was never committed"
        return
    image = None if isinstance(record.state, Tombstone) else record.state
    if event.image != image or event.revision != record.revision:
        yield f"false: {what} something else than was committed"
    if event.image and event.image.face_count and not event.truncated:
        confidences: list[Any] = [face.confidence for face in event.faces or ()]
        assert event.image.version_id
        if confidences != [confidence_in(event.image.version_id)] * event.image.face_count:
            yield f"false: {what} with faces of another version"


def _payments(bench: Bench) -> Iterator[Complaint]:
    """Each payment but the first needs a reason: its analysis was requested, something broke off in
    between, or the worker lost the image to another version."""
    versions: dict[tuple[str, str], list[Payment]] = {}
    for payment in bench.payments:
        versions.setdefault((payment.name, payment.version_id), []).append(payment)
    for (name, version_id), paid in versions.items():
        doings = [o.doing for o in bench.schedule.operations if o.name == name]
        free = [pair for pair in pairwise(paid) if not _is_excused(bench, *pair)]
        if len(free) > doings.count(Doing.REANALYZE):
            yield f"paid twice: version {version_id} of {name}, without a reason"


def _is_excused(bench: Bench, first: Payment, second: Payment) -> bool:
    if first.process.is_dead:
        return True
    began_ms = min(first.process.started_ms, second.process.started_ms)
    for at_ms, _, fault in bench.wire.struck:
        between = began_ms <= at_ms <= second.at_ms
        if between and fault.subject == first.name and fault.kind not in DELAYS:
            return True
    return any(
        began_ms <= operation.at_ms <= second.at_ms
        for operation in bench.schedule.operations
        if operation.name == first.name and operation.doing is not Doing.REANALYZE
    )
