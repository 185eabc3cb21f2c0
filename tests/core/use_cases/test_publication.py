import pytest

from core.model.event import EventKind
from core.model.record import ImageRecord
from core.model.stored_object import ReanalysisRequest
from core.use_cases.publication import Change, Publisher
from tests.support.builders import (
    FACE_SET,
    NOW,
    OTHER_FACE_SET,
    a_lease,
    a_record,
    a_tombstone,
    an_analyzed_image,
    an_image,
    some_faces,
)
from tests.support.fakes import FakeFaces, FakeSink
from tests.support.simulation.ports import PortFailure
from tests.support.world import World


def a_change(before: ImageRecord | None, after: ImageRecord | None) -> Change:
    return Change(before=before, after=after, occurred_at=NOW)


def stored_faces(*face_sets: str) -> FakeFaces:
    faces = FakeFaces()
    for face_set in face_sets:
        faces.write("ana", NOW, some_faces(face_set=face_set))
    return faces


def test_analyzed_image_is_published_to_every_sink_with_its_faces() -> None:
    sinks = (FakeSink(), FakeSink())
    publisher = Publisher(faces=stored_faces(FACE_SET), sinks=sinks)

    event = publisher.handle(a_change(a_record(an_image()), a_record()))

    assert event
    assert (event.kind, event.faces, event.truncated) == (
        EventKind.ANALYZED,
        some_faces(),
        False,
    )
    assert [sink.events for sink in sinks] == [[event], [event]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, a_record(an_image())),
        (a_record(), a_record(sequencer="F")),
        (a_record(a_tombstone()), None),
    ],
    ids=["announcement", "sequencer", "sweep"],
)
def test_write_that_changes_no_revision_is_delivered_to_no_subscriber(
    before: ImageRecord | None, after: ImageRecord | None
) -> None:
    sink = FakeSink()

    assert Publisher(faces=FakeFaces(), sinks=(sink,)).handle(a_change(before, after)) is None
    assert sink.events == []


def test_faces_that_no_record_names_any_more_are_removed() -> None:
    faces = stored_faces(FACE_SET, OTHER_FACE_SET)
    after = a_record(an_analyzed_image(revision=2), face_set=OTHER_FACE_SET)

    Publisher(faces=faces, sinks=()).handle(a_change(a_record(face_set=FACE_SET), after))

    assert faces.sets == {OTHER_FACE_SET}


def test_faces_of_a_worker_that_lost_its_lease_are_removed() -> None:
    faces = stored_faces(FACE_SET, OTHER_FACE_SET)
    before = a_record(lease=a_lease(token=OTHER_FACE_SET))

    Publisher(faces=faces, sinks=()).handle(a_change(before, a_record()))

    assert faces.sets == {FACE_SET}


def test_faces_of_a_worker_that_holds_its_lease_are_kept() -> None:
    faces = stored_faces(OTHER_FACE_SET)
    claimed = a_record(an_image(), lease=a_lease(token=OTHER_FACE_SET))

    Publisher(faces=faces, sinks=()).handle(a_change(a_record(an_image()), claimed))

    assert faces.sets == {OTHER_FACE_SET}


def test_faces_are_erased_with_their_image_even_when_nothing_can_be_published() -> None:
    faces = stored_faces(FACE_SET)
    publisher = Publisher(faces=faces, sinks=(FakeSink(failures=[PortFailure()]),))

    with pytest.raises(PortFailure):
        publisher.handle(a_change(a_record(), a_record(a_tombstone())))

    assert faces.sets == set()


def test_faces_of_a_swept_record_are_erased() -> None:
    faces = stored_faces(FACE_SET)

    Publisher(faces=faces, sinks=()).handle(a_change(a_record(), None))

    assert faces.sets == set()


def test_change_is_published_as_truncated_once_a_newer_one_has_taken_its_faces() -> None:
    world = World()
    record = world.upload_and_settle()
    world.handle(ReanalysisRequest(image_id=record.id, if_revision=1))
    world.publish()

    world.publisher().handle(world.records.changes[1])

    late = world.sink.events[-1]
    assert (late.revision, late.faces, late.truncated) == (1, None, True)


def test_sink_does_not_receive_an_event_again_when_another_sink_failed() -> None:
    took, failed_once = FakeSink(), FakeSink(failures=[PortFailure()])
    publisher = Publisher(faces=stored_faces(FACE_SET), sinks=(took, failed_once))
    change = a_change(a_record(an_image()), a_record())
    with pytest.raises(PortFailure):
        publisher.handle(change)

    publisher.handle(change)

    assert [len(sink.events) for sink in (took, failed_once)] == [1, 1]


def test_image_without_faces_is_published_with_an_empty_list() -> None:
    sink = FakeSink()
    settled = a_record(an_analyzed_image(face_count=0))

    Publisher(faces=FakeFaces(), sinks=(sink,)).handle(a_change(None, settled))

    assert (sink.events[0].faces, sink.events[0].truncated) == ((), False)


def test_life_of_an_image_is_published_in_order_each_revision_once() -> None:
    world = World()
    world.upload_and_settle()
    world.upload_and_settle(b"text")
    world.deliver_until_settled([world.delete()])
    world.upload_and_settle()

    world.publish()

    assert [(event.revision, event.kind) for event in world.sink.events] == [
        (1, EventKind.ANALYZED),
        (2, EventKind.REJECTED),
        (3, EventKind.DELETED),
        (4, EventKind.ANALYZED),
    ]
