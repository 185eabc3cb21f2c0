from datetime import timedelta

import pytest

from core.model.errors import Conflict
from core.model.failure import AnalysisFailed, FailureCode, failure
from core.model.image import Image, ImageStatus, Tombstone
from core.model.record import ImageRecord
from core.model.stored_object import ReanalysisRequest
from core.ports import ObjectGone
from core.use_cases.analysis import Busy, ImageOutcome, LeaseLost
from tests.support.builders import BUCKET, KEY, MINUTE, a_hint, a_lease, a_record, an_image
from tests.support.fakes import FakeEngine, FakeImageRecords
from tests.support.simulation.ports import PortFailure
from tests.support.world import ANA, World

THROTTLED = AnalysisFailed(FailureCode.ENGINE_THROTTLED)
REFUSED = AnalysisFailed(FailureCode.ENGINE_REFUSED)


def image_of(record: ImageRecord) -> Image:
    assert isinstance(record.state, Image)
    return record.state


def test_upload_is_analyzed_and_its_faces_stored_in_the_engines_order() -> None:
    world = World(engine=FakeEngine(faces_per_image=3))

    outcome = world.handle(world.upload())

    record = world.record()
    assert outcome is ImageOutcome.ANALYZED
    assert (image_of(record).status, image_of(record).face_count) == (ImageStatus.ANALYZED, 3)
    assert record.face_set
    assert len(world.faces.read(record.id, record.face_set)) == 3


def test_image_without_faces_is_remembered_and_never_paid_for_again() -> None:
    world = World(engine=FakeEngine(faces_per_image=0))
    hint = world.upload()
    world.handle(hint)

    assert world.handle(hint) is ImageOutcome.UNCHANGED
    assert image_of(world.record()).face_count == 0
    assert len(world.engine.calls) == 1


def test_five_copies_one_after_another_are_paid_for_once() -> None:
    world = World()
    hint = world.upload()

    outcomes = [world.handle(hint) for _ in range(5)]

    assert outcomes == [ImageOutcome.ANALYZED, *[ImageOutcome.UNCHANGED] * 4]
    assert len(world.engine.calls) == 1
    assert world.record().write_count == 2


def test_engine_is_asked_for_the_version_that_is_current() -> None:
    world = World()
    first, _ = world.upload(), world.upload()

    world.handle(first)

    assert [version.version_id for version in world.engine.calls] == ["v2"]
    assert image_of(world.record()).version_id == "v2"


def test_text_file_is_rejected_without_asking_the_engine() -> None:
    world = World()

    outcome = world.handle(world.upload(b"text"))

    image = image_of(world.record())
    assert outcome is ImageOutcome.REJECTED
    assert (image.status, image.failure) == (
        ImageStatus.REJECTED,
        failure(FailureCode.UNSUPPORTED_FORMAT),
    )
    assert world.engine.calls == []


def test_event_of_a_created_object_that_is_gone_already_is_a_removal_and_costs_nothing() -> None:
    world = World()
    created = world.upload()
    world.handle(world.delete())

    assert world.handle(created) is ImageOutcome.UNCHANGED
    assert isinstance(world.record().state, Tombstone)
    assert world.engine.calls == []


def test_removal_that_comes_before_anything_was_seen_leaves_a_tombstone() -> None:
    world = World()
    world.upload()

    assert world.handle(world.delete()) is ImageOutcome.REMOVED
    assert isinstance(world.record().state, Tombstone)


def test_deletion_of_an_old_version_leaves_the_image_as_it_is() -> None:
    world = World()
    world.deliver_until_settled([world.upload()])
    world.deliver_until_settled([world.upload()])
    before = world.record()
    world.objects.delete_version(KEY, "v1")

    outcome = world.handle(world.objects.events[-1])

    assert outcome is ImageOutcome.UNCHANGED
    assert world.record().state == before.state
    assert world.record().face_set == before.face_set
    assert len(world.engine.calls) == 2


def test_deletion_of_a_delete_marker_brings_the_image_back() -> None:
    world = World()
    world.upload_and_settle()
    marker = world.objects.delete(KEY)
    world.deliver_until_settled(world.objects.events)
    world.objects.delete_version(KEY, marker)

    world.deliver_until_settled(world.objects.events)
    world.publish()

    assert image_of(world.record()).version_id == "v1"
    world.assert_truthful()


def test_deletion_of_a_delete_marker_changes_nothing_when_no_worker_saw_the_marker() -> None:
    world = World()
    before = world.upload_and_settle()
    marker = world.objects.delete(KEY)
    world.objects.delete_version(KEY, marker)

    world.deliver_until_settled(world.objects.events)

    assert world.record().state == before.state
    assert len(world.engine.calls) == 1


def test_deletion_of_the_newest_version_shows_the_one_below() -> None:
    world = World()
    world.upload_and_settle()
    world.upload_and_settle()
    world.objects.delete_version(KEY, "v2")

    world.deliver_until_settled(world.objects.events)
    world.publish()

    assert image_of(world.record()).version_id == "v1"
    world.assert_truthful()


def assert_given_back(world: World) -> None:
    lease = world.record().lease
    assert lease
    assert lease.until <= world.clock.time


def test_throttled_engine_gives_the_lease_back_and_leaves_the_image_pending() -> None:
    world = World(engine=FakeEngine(failures=[THROTTLED]))
    hint = world.upload()

    with pytest.raises(AnalysisFailed):
        world.handle(hint)

    assert_given_back(world)
    assert image_of(world.record()).status is ImageStatus.PENDING
    assert image_of(world.record()).revision == 0
    assert world.handle(hint) is ImageOutcome.ANALYZED


def test_last_attempt_leaves_the_image_failed_and_fails_its_message() -> None:
    world = World(engine=FakeEngine(failures=[THROTTLED]))
    hint = world.upload()

    with pytest.raises(AnalysisFailed):
        world.handle(hint, last=True)

    image = image_of(world.record())
    assert (image.status, image.failure) == (
        ImageStatus.FAILED,
        failure(FailureCode.ENGINE_THROTTLED),
    )
    assert world.record().lease is None


def test_last_attempt_that_breaks_off_unexpectedly_is_an_internal_failure() -> None:
    world = World(engine=FakeEngine(failures=[PortFailure()]))

    with pytest.raises(PortFailure):
        world.handle(world.upload(), last=True)

    assert image_of(world.record()).failure == failure(FailureCode.INTERNAL)


def test_failed_image_is_analyzed_when_its_message_comes_again() -> None:
    world = World(engine=FakeEngine(failures=[THROTTLED]))
    hint = world.upload()
    with pytest.raises(AnalysisFailed):
        world.handle(hint, last=True)

    assert world.handle(hint) is ImageOutcome.ANALYZED
    assert image_of(world.record()).failure is None


def test_refusing_engine_fails_the_image_for_good() -> None:
    world = World(engine=FakeEngine(failures=[REFUSED]))
    hint = world.upload()

    assert world.handle(hint) is ImageOutcome.FAILED
    assert world.handle(hint) is ImageOutcome.UNCHANGED
    assert image_of(world.record()).failure == failure(FailureCode.ENGINE_REFUSED)
    assert len(world.engine.calls) == 1


def test_object_that_goes_during_its_analysis_is_removed_by_the_next_delivery() -> None:
    world = World()
    hint = world.upload()
    world.engine.failures = [ObjectGone()]
    world.engine.before_answering = lambda: world.objects.remove(BUCKET, KEY)

    with pytest.raises(ObjectGone):
        world.handle(hint)

    assert_given_back(world)
    assert world.handle(hint) is ImageOutcome.REMOVED


def test_engine_that_cannot_get_an_object_that_is_there_fails_the_image_for_good() -> None:
    world = World(engine=FakeEngine(failures=[ObjectGone()]))
    hint = world.upload()

    assert world.handle(hint) is ImageOutcome.FAILED
    assert world.handle(hint) is ImageOutcome.UNCHANGED
    assert image_of(world.record()).failure == failure(FailureCode.ENGINE_REFUSED)
    assert len(world.engine.calls) == 1


def test_object_that_is_overwritten_while_the_engine_cannot_get_it_is_analyzed_anew() -> None:
    world = World(engine=FakeEngine(failures=[ObjectGone()]))
    hint = world.upload()

    def overwrite() -> None:
        world.engine.before_answering = lambda: None
        world.upload()

    world.engine.before_answering = overwrite
    with pytest.raises(ObjectGone):
        world.handle(hint)

    world.deliver_until_settled(world.objects.events)
    world.publish()

    assert image_of(world.record()).version_id == "v2"
    world.assert_truthful()


def test_image_of_a_dead_worker_is_claimed_again_when_its_lease_has_ended() -> None:
    world = World()
    hint = world.upload()
    lease = a_lease(until=world.clock.time + MINUTE)
    world.records.add(a_record(an_image(), sequencer=hint.sequencer, lease=lease))

    with pytest.raises(Busy):
        world.handle(hint)
    assert world.engine.calls == []

    world.clock.pass_until(lease.until)
    assert world.handle(hint) is ImageOutcome.ANALYZED


def test_worker_on_an_older_version_leaves_the_newer_one_alone_and_its_faces_are_removed() -> None:
    world = World()
    first = world.upload()

    def overwrite() -> None:
        world.engine.before_answering = lambda: None
        world.deliver_until_settled([world.upload()])

    world.engine.before_answering = overwrite
    with pytest.raises(LeaseLost):
        world.handle(first)
    world.deliver_until_settled([first])
    world.publish()

    assert [version.version_id for version in world.engine.calls] == ["v1", "v2"]
    assert image_of(world.record()).version_id == "v2"
    world.assert_truthful()


def test_faces_of_a_worker_are_removed_when_its_image_was_removed_meanwhile() -> None:
    world = World()
    hint = world.upload()
    world.engine.before_answering = lambda: world.deliver_until_settled([world.delete()])

    with pytest.raises(LeaseLost):
        world.handle(hint)
    world.publish()

    world.assert_truthful()
    assert world.faces.stored == {}


def test_lease_holds_when_another_event_only_moves_the_sequencer_on() -> None:
    world = World()
    record = world.upload_and_settle()
    later = a_hint(number=9)
    world.engine.before_answering = lambda: world.deliver_until_settled([later])

    outcome = world.handle(ReanalysisRequest(image_id=record.id, if_revision=1))
    world.publish()

    assert outcome is ImageOutcome.ANALYZED
    assert (world.record().revision, world.record().sequencer) == (2, later.sequencer)
    assert len(world.engine.calls) == 2
    world.assert_truthful()


def test_record_that_keeps_changing_is_left_for_the_next_delivery() -> None:
    class Contended(FakeImageRecords):
        def put(self, record: ImageRecord, replacing: ImageRecord | None) -> ImageRecord:  # noqa: ARG002 - the port's
            raise Conflict

    world = World(records=Contended())

    with pytest.raises(LeaseLost):
        world.handle(world.upload())

    assert world.records.stored == {}
    assert world.engine.calls == []


def test_two_deliveries_of_one_request_pay_for_one_more_analysis() -> None:
    world = World()
    record = world.upload_and_settle()
    request = ReanalysisRequest(image_id=record.id, if_revision=record.revision)

    outcomes = [world.handle(request), world.handle(request)]
    world.publish()

    assert outcomes == [ImageOutcome.ANALYZED, ImageOutcome.UNCHANGED]
    assert len(world.engine.calls) == 2
    assert world.record().revision == 2
    world.assert_truthful()


def test_failed_reanalysis_keeps_the_faces_that_are_known() -> None:
    world = World()
    before = world.upload_and_settle()
    world.engine.failures = [THROTTLED]

    with pytest.raises(AnalysisFailed):
        world.handle(ReanalysisRequest(image_id=before.id, if_revision=1), last=True)
    world.publish()

    record = world.record()
    assert image_of(record).status is ImageStatus.FAILED
    assert record.face_set == before.face_set
    assert world.catalog().faces_of(record.id, record.revision) == tuple(
        world.faces.stored.values()
    )


def test_request_for_an_object_that_is_gone_removes_the_image() -> None:
    world = World()
    record = world.upload_and_settle()
    world.delete()

    outcome = world.handle(ReanalysisRequest(image_id=record.id, if_revision=1))

    assert outcome is ImageOutcome.REMOVED
    assert isinstance(world.record().state, Tombstone)


@pytest.mark.parametrize("known", [True, False])
def test_request_for_a_removed_or_unknown_image_changes_nothing(known: bool) -> None:
    world = World()
    if known:
        world.upload_and_settle()
        world.deliver_until_settled([world.delete()])
    stored = dict(world.records.stored)
    request = ReanalysisRequest(image_id=an_image().id, if_revision=1)

    assert world.handle(request) is ImageOutcome.UNCHANGED
    assert world.records.stored == stored


def test_announced_upload_becomes_the_image_that_was_announced() -> None:
    world = World()
    form = world.catalog().create_upload(ANA, "0123456789abcdef", "x.jpg", "image/jpeg")

    world.deliver_until_settled([world.upload(key=form.key)])
    world.clock.pass_until(world.clock.time + timedelta(days=2))

    image = world.catalog().image(ANA, form.image_id)
    assert image
    assert image.status is ImageStatus.ANALYZED
