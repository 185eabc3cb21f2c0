from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.model.failure import FailureCode, failure
from core.model.image import Image, ImageStatus
from core.model.stored_object import Hint, ObjectHint, ReanalysisRequest
from core.use_cases.analysis import ImageOutcome
from tests.support.builders import KEY, MINUTE, a_hint, a_lease, a_record, an_image
from tests.support.fakes import FakeEngine
from tests.support.simulation.ports import PortFailure, Tapped
from tests.support.world import ANA, World

INTERNAL = failure(FailureCode.INTERNAL)


def fail_to_look(
    world: World, hint: Hint, meanwhile: Callable[[], None] = lambda: None, *, last: bool = True
) -> None:
    """`meanwhile` runs before the inspection fails."""

    def look_fails() -> None:
        meanwhile()
        raise PortFailure

    def blind(port: Any) -> Any:
        return Tapped(port, before=look_fails) if port is world.objects else port

    with pytest.raises(PortFailure):
        world.handle(hint, blind, last=last)


def image_of(world: World) -> Image:
    state = world.record().state
    assert isinstance(state, Image)
    return state


def an_uninspected_image(world: World, revision: int) -> Image:
    return an_image(
        status=ImageStatus.FAILED,
        failure=INTERNAL,
        revision=revision,
        uploaded_at=world.clock.time,
        analyzed_at=world.clock.time,
    )


def test_object_that_no_worker_could_read_is_published_as_failed() -> None:
    world = World()
    hint = world.upload()

    fail_to_look(world, hint)
    world.publish()

    assert world.record() == a_record(
        an_uninspected_image(world, 1), sequencer=hint.sequencer, write_count=1
    )
    assert world.catalog().image(ANA, hint.image_id) == image_of(world)
    assert [event.image for event in world.sink.events] == [image_of(world)]
    assert world.catalog().url(image_of(world)) is None


def test_attempt_before_the_last_writes_no_failure() -> None:
    world = World()

    fail_to_look(world, world.upload(), last=False)

    assert world.records.stored == {}


def test_announced_upload_that_could_not_be_inspected_no_longer_expires() -> None:
    world = World()
    form = world.catalog().create_upload(ANA, "0123456789abcdef", "x.jpg", "image/jpeg")

    fail_to_look(world, world.upload(key=form.key))
    world.clock.pass_until(world.clock.time + timedelta(days=2))

    image = world.catalog().image(ANA, form.image_id)
    assert image
    assert (image.status, image.failure) == (ImageStatus.FAILED, INTERNAL)


def test_uninspected_object_expires_with_the_retention_of_its_stage() -> None:
    world = World(retention=timedelta(days=7))

    fail_to_look(world, world.upload())

    assert world.record().expires_at == world.clock.time + timedelta(days=7)


def test_older_version_and_its_faces_are_removed_when_the_newer_one_cannot_be_inspected() -> None:
    world = World()
    world.upload_and_settle()

    fail_to_look(world, world.upload())
    world.publish()

    assert image_of(world) == an_uninspected_image(world, 2)
    assert world.faces.stored == {}
    assert [event.revision for event in world.sink.events] == [1, 2]


def test_worker_that_inspected_before_a_newer_event_does_not_overwrite_the_failure() -> None:
    world = World()
    first = world.upload()
    world.engine.before_answering = lambda: fail_to_look(world, world.upload())

    world.deliver_until_settled([first])
    world.publish()

    assert image_of(world) == an_uninspected_image(world, 1)
    assert world.faces.stored == {}


def test_uninspected_object_is_analyzed_when_its_message_comes_again() -> None:
    world = World()
    hint = world.upload()
    fail_to_look(world, hint)

    assert world.handle(hint) is ImageOutcome.ANALYZED
    world.publish()

    world.assert_truthful()


def test_analysis_of_an_uninspected_object_can_be_requested_again() -> None:
    world = World()
    fail_to_look(world, world.upload())

    world.catalog().reanalyze_image(ANA, world.record().id)
    world.deliver_until_settled(world.queue.sent)
    world.publish()

    world.assert_truthful()


def test_unfinished_first_analysis_has_failed_when_the_last_attempt_cannot_inspect() -> None:
    world = World(engine=FakeEngine(failures=[PortFailure()]))
    hint = world.upload()
    with pytest.raises(PortFailure):
        world.handle(hint)

    fail_to_look(world, hint)

    assert image_of(world) == an_uninspected_image(world, 1)
    assert world.record().lease is None


@pytest.mark.parametrize("unfinished", [False, True], ids=["at once", "after another attempt"])
def test_request_whose_object_could_not_be_inspected_keeps_the_known_image(
    unfinished: bool,
) -> None:
    world = World()
    before = world.upload_and_settle()
    request = ReanalysisRequest(image_id=before.id, if_revision=1)
    if unfinished:
        world.engine.failures = [PortFailure()]
        with pytest.raises(PortFailure):
            world.handle(request)

    fail_to_look(world, request)

    assert isinstance(before.state, Image)
    assert image_of(world) == replace(
        before.state, status=ImageStatus.FAILED, failure=INTERNAL, revision=2
    )
    assert (world.record().face_set, world.record().lease) == (before.face_set, None)


def test_failure_of_an_inspected_version_is_not_written_twice() -> None:
    world = World(engine=FakeEngine(failures=[PortFailure()]))
    world.upload()

    with pytest.raises(PortFailure):
        world.handle(a_hint(number=None), last=True)

    assert (image_of(world).version_id, image_of(world).revision) == ("v1", 1)


def delivered_already(world: World) -> ObjectHint:
    world.upload_and_settle()
    return world.objects.events[-1]


def older_than_the_record(world: World) -> ObjectHint:
    first = world.upload()
    world.upload_and_settle()
    return first


def failed_already(world: World) -> ObjectHint:
    hint = world.upload()
    fail_to_look(world, hint)
    return hint


def of_a_removed_image(world: World) -> ObjectHint:
    world.upload_and_settle()
    world.handle(world.delete())
    return replace(a_hint(number=9), is_removal=True)


def removal_of_an_announced_upload(world: World) -> ObjectHint:
    form = world.catalog().create_upload(ANA, "0123456789abcdef", "x.jpg", "image/jpeg")
    return replace(a_hint(form.key), is_removal=True)


def removal_of_an_uninspected_object(_: World) -> ObjectHint:
    return replace(a_hint(number=None), is_removal=True, is_expiration=True)


def leased_by_another_worker(world: World) -> ObjectHint:
    hint = world.upload()
    lease = a_lease(until=world.clock.time + MINUTE)
    world.records.add(a_record(an_image(), sequencer=hint.sequencer, lease=lease))
    return hint


def finished_request(world: World) -> ReanalysisRequest:
    record = world.upload_and_settle()
    request = ReanalysisRequest(image_id=record.id, if_revision=1)
    world.handle(request)
    return request


@pytest.mark.parametrize(
    "situation",
    [
        *(delivered_already, older_than_the_record, failed_already, of_a_removed_image),
        *(
            removal_of_an_announced_upload,
            removal_of_an_uninspected_object,
            leased_by_another_worker,
        ),
        finished_request,
    ],
)
def test_last_attempt_overwrites_nothing(situation: Callable[[World], Hint]) -> None:
    world = World()
    hint = situation(world)
    before = dict(world.records.stored)

    fail_to_look(world, hint)

    assert world.records.stored == before


def test_upload_to_a_removed_key_has_failed_when_it_cannot_be_inspected() -> None:
    world = World()
    world.upload_and_settle()
    world.handle(world.delete())

    fail_to_look(world, world.upload())

    assert image_of(world) == an_uninspected_image(world, 3)


def test_last_attempt_keeps_a_result_that_was_written_meanwhile() -> None:
    world = World()
    hint = world.upload()

    fail_to_look(world, hint, meanwhile=lambda: world.deliver_until_settled([hint]))

    assert image_of(world).status is ImageStatus.ANALYZED
    assert image_of(world).key == KEY
