"""Images are kept for the retention and no longer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.errors import ImageChanged, ImageNotFound
from core.model.face import parse_face_id
from core.model.image import ImageStatus, Tombstone, image_id
from core.model.stored_object import ReanalysisRequest
from core.use_cases.analysis import ImageOutcome
from tests.support.builders import BUCKET, KEY
from tests.support.simulation.ports import Tapped
from tests.support.world import ANA, World

RETENTION = timedelta(days=30)


def a_settled_world(body: bytes = b"picture") -> World:
    world = World(retention=RETENTION)
    world.upload_and_settle(body)
    return world


def expire(world: World) -> None:
    expires_at = world.record().expires_at
    assert expires_at
    world.clock.pass_until(expires_at)


@pytest.mark.parametrize("body", [b"picture", b"text"])
def test_image_and_faces_expire_a_fixed_time_after_the_upload(body: bytes) -> None:
    world = a_settled_world(body)

    version = world.objects.look(BUCKET, KEY)
    assert version
    assert world.record().expires_at == version.uploaded_at + RETENTION
    assert set(world.faces.expiries.values()) <= {version.uploaded_at + RETENTION}


def test_nothing_expires_where_everything_is_kept() -> None:
    world = World()
    world.upload_and_settle()

    assert world.record().expires_at is None
    assert set(world.faces.expiries.values()) == {None}


def test_new_analysis_does_not_prolong_the_time() -> None:
    world = a_settled_world()
    before = world.record()
    world.clock.pass_until(world.clock.time + timedelta(days=7))

    world.handle(ReanalysisRequest(image_id=before.id, if_revision=before.revision))

    assert world.record().revision == 2
    assert world.record().expires_at == before.expires_at
    assert set(world.faces.expiries.values()) == {before.expires_at}


def test_new_version_has_its_own_time() -> None:
    world = a_settled_world()
    before = world.record().expires_at

    world.upload_and_settle()

    after = world.record().expires_at
    assert before
    assert after
    assert after > before


def test_expired_image_and_its_faces_are_not_read_before_they_are_swept() -> None:
    world = a_settled_world()
    record = world.record()
    (face_id,) = world.faces.stored
    expire(world)

    catalog = world.catalog()
    assert catalog.image(ANA, record.id) is None
    assert catalog.images(ANA, None, None, None, None).items == ()
    assert catalog.images(ANA, None, ImageStatus.ANALYZED, None, None).items == ()
    assert catalog.face(ANA, face_id) is None
    assert catalog.list_faces(ANA, None, None, None).items == ()
    with pytest.raises(ImageChanged):
        catalog.faces_of(record.id, record.revision)
    with pytest.raises(ImageNotFound):
        catalog.reanalyze_image(ANA, record.id)


def test_image_that_the_buckets_rule_removed_is_published_as_deleted() -> None:
    world = a_settled_world()
    marker = replace(world.delete(), is_expiration=True)

    world.deliver_until_settled([marker])
    world.publish()

    assert isinstance(world.record().state, Tombstone)
    assert world.faces.stored == {}
    assert [event.kind for event in world.sink.events] == ["ANALYZED", "DELETED"]


def test_object_that_outlived_its_swept_record_goes_without_an_event() -> None:
    world = a_settled_world()
    (face_id,) = world.faces.stored
    assert parse_face_id(face_id)
    world.publish()
    del world.records.stored[image_id(BUCKET, KEY)]  # DynamoDB deleted the record first

    outcome = world.handle(replace(world.delete(), is_expiration=True))
    world.publish()

    assert outcome is ImageOutcome.UNCHANGED
    assert isinstance(world.record().state, Tombstone)
    assert [event.kind for event in world.sink.events] == ["ANALYZED"]
    assert world.catalog().images(ANA, None, None, None, None).items == ()


def test_upload_after_the_swept_record_is_published_as_new() -> None:
    world = a_settled_world()
    del world.records.stored[image_id(BUCKET, KEY)]
    world.handle(replace(world.delete(), is_expiration=True))

    world.upload_and_settle()
    world.publish()

    assert (world.sink.events[-1].kind, world.sink.events[-1].revision) == ("ANALYZED", 1)
    world.assert_truthful()


def test_object_that_the_rule_removes_before_it_is_claimed_gets_no_image() -> None:
    world = World(retention=RETENTION)
    uploaded = world.upload()
    expirations: list[ImageOutcome] = []

    def expire_meanwhile() -> None:
        if not expirations:
            expired = replace(world.delete(), sequencer=None, is_expiration=True)
            expirations.append(world.handle(expired))

    def after_the_look(port: object) -> object:
        return Tapped(port, after=expire_meanwhile) if port is world.objects else port

    world.handle(uploaded, after_the_look)
    world.publish()

    assert expirations == [ImageOutcome.UNCHANGED]
    assert isinstance(world.record().state, Tombstone)
    assert (world.engine.calls, world.sink.events) == ([], [])
