"""Images that were stored under another retention than the present one of the stage."""

from datetime import timedelta

import pytest

from core.model.errors import Conflict
from core.model.image import Tombstone, image_id
from core.use_cases.renewal import Renewal
from tests.support.builders import BUCKET, KEY
from tests.support.simulation.ports import Tapped
from tests.support.world import ANA, World

MONTH = timedelta(days=30)
LONGER = timedelta(days=60)


def a_settled_world(body: bytes = b"picture", retention: timedelta | None = MONTH) -> World:
    world = World(retention=retention)
    world.upload_and_settle(body)
    world.publish()
    return world


def a_month_later(world: World) -> World:
    expires_at = world.record().expires_at
    assert expires_at
    world.clock.pass_until(expires_at)
    return world


def sweep_record(world: World) -> None:
    """Removes the record as DynamoDB does, some time after it has expired."""
    del world.records.stored[image_id(BUCKET, KEY)]
    world.faces.stored.clear()


@pytest.mark.parametrize("body", [b"picture", b"text"])
@pytest.mark.parametrize(
    ("before", "after"), [(MONTH, LONGER), (MONTH, None), (LONGER, MONTH), (None, MONTH)]
)
def test_image_and_faces_expire_as_the_new_setting_says_and_nothing_is_published(
    body: bytes, before: timedelta | None, after: timedelta | None
) -> None:
    world = a_settled_world(body, before)
    record = world.record()
    version = world.objects.look(BUCKET, KEY)
    assert version

    renewal = world.renewer(after).renew(BUCKET, KEY)
    world.publish()

    expires_at = version.uploaded_at + after if after else None
    assert renewal is Renewal.RENEWED
    assert world.record().expires_at == expires_at
    assert set(world.faces.expiries.values()) <= {expires_at}
    assert (world.record().state, world.record().face_set) == (record.state, record.face_set)
    assert (len(world.sink.events), len(world.engine.calls)) == (1, int(body == b"picture"))
    assert world.renewer(after).renew(BUCKET, KEY) is Renewal.UNCHANGED


def test_image_that_has_expired_since_can_be_seen_analysed_and_deleted_again() -> None:
    world = a_month_later(a_settled_world())
    record = world.record()
    assert world.catalog().image(ANA, record.id) is None

    world.renewer(None).renew(BUCKET, KEY)

    assert world.catalog().image(ANA, record.id) == record.state
    assert world.catalog().faces_of(record.id, record.revision)
    assert world.catalog().reanalyze_image(ANA, record.id) == record.state
    world.catalog().delete_image(ANA, record.id)
    assert world.objects.look(BUCKET, KEY) is None


def test_image_whose_record_was_swept_is_analysed_anew() -> None:
    world = a_month_later(a_settled_world())
    sweep_record(world)
    world.retention = None

    renewal = world.renewer(None).renew(BUCKET, KEY)
    world.deliver_until_settled(world.queue.sent)
    world.publish()

    assert renewal is Renewal.ANALYZED_ANEW
    assert world.record().expires_at is None
    world.assert_truthful()
    world.catalog().reanalyze_image(ANA, world.record().id)
    assert len(world.queue.sent) == 2


def test_image_whose_faces_were_swept_is_analysed_anew() -> None:
    world = a_month_later(a_settled_world())
    world.faces.stored.clear()
    world.retention = None

    renewal = world.renewer(None).renew(BUCKET, KEY)
    world.deliver_until_settled(world.queue.sent)
    world.publish()

    assert renewal is Renewal.ANALYZED_ANEW
    assert world.record().expires_at is None
    world.assert_truthful()


def test_image_that_the_buckets_rule_is_about_to_remove_is_not_paid_for() -> None:
    world = a_month_later(a_settled_world())
    sweep_record(world)

    assert world.renewer(MONTH).renew(BUCKET, KEY) is Renewal.UNCHANGED

    assert (world.queue.sent, world.records.stored) == ([], {})


def test_deleted_image_stays_deleted_after_a_renewal() -> None:
    world = a_settled_world()
    world.deliver_until_settled([world.delete()])
    tombstone = world.record()

    assert world.renewer(None).renew(BUCKET, KEY) is Renewal.UNCHANGED

    assert world.record() == tombstone
    assert world.queue.sent == []


def test_version_whose_event_has_not_arrived_is_left_to_that_event() -> None:
    world = a_settled_world()
    before = world.record()
    world.upload(b"another picture")

    assert world.renewer(None).renew(BUCKET, KEY) is Renewal.UNCHANGED

    assert world.record() == before


def test_image_that_is_deleted_meanwhile_leaves_no_faces_behind() -> None:
    world = a_settled_world()
    deleted: list[str] = []

    def delete_meanwhile() -> None:
        if not deleted:
            deleted.append(world.record().id)
            world.catalog().delete_image(ANA, deleted[0])
            world.publish()

    def after_the_reading(port: object) -> object:
        return Tapped(port, after=delete_meanwhile) if port is world.faces else port

    renewal = world.renewer(None, after_the_reading).renew(BUCKET, KEY)

    assert renewal is Renewal.UNCHANGED
    assert isinstance(world.record().state, Tombstone)
    assert world.faces.stored == {}


def test_renewal_gives_up_when_the_record_keeps_changing() -> None:
    world = a_settled_world()

    def write_meanwhile() -> None:
        world.records.add(world.record())

    def after_the_reading(port: object) -> object:
        return Tapped(port, after=write_meanwhile) if port is world.faces else port

    with pytest.raises(Conflict):
        world.renewer(None, after_the_reading).renew(BUCKET, KEY)

    assert world.record().expires_at
    assert len(world.faces.stored) == world.engine.faces_per_image
