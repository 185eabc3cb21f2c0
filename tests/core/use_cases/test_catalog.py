from contextlib import suppress
from datetime import timedelta

import pytest

from core.model.errors import (
    Forbidden,
    ImageChanged,
    ImageNotFound,
    InvalidArgument,
    InvalidNextToken,
)
from core.model.face import Face
from core.model.image import Image, ImageStatus, Tombstone, image_id
from core.model.stored_object import ReanalysisRequest
from tests.support.builders import BUCKET, KEY, MD5, a_hint, a_record, an_analyzed_image, an_image
from tests.support.fakes import FakeEngine
from tests.support.simulation.ports import PortFailure
from tests.support.world import ADMIN, ANA, BEN, World

UPLOAD_ID = "0123456789abcdef"


def key(name: str, owner: str = "ana") -> str:
    return f"uploads/{owner}/{name}.jpg"


def all_faces(world: World, limit: int) -> list[tuple[Face, ...]]:
    """All pages of ana's faces."""
    pages, token = [], None
    while True:
        page = world.catalog().list_faces(ANA, None, limit, token)
        pages.append(page.items)
        token = page.next_token
        if token is None:
            return pages


def test_owner_and_admin_see_an_image_and_a_stranger_does_not() -> None:
    world = World()
    record = world.upload_and_settle()

    assert world.catalog().image(ANA, record.id) == record.state
    assert world.catalog().image(ADMIN, record.id) == record.state
    assert world.catalog().image(BEN, record.id) is None


@pytest.mark.parametrize("id", ["", "unknown", image_id(BUCKET, "uploads/ana/other.jpg")])
def test_unknown_image_is_null(id: str) -> None:
    assert World().catalog().image(ANA, id) is None


def test_removed_image_and_its_faces_are_null() -> None:
    world = World()
    record = world.upload_and_settle()
    (face,) = world.faces.stored.values()
    world.deliver_until_settled([world.delete()])

    assert world.catalog().image(ANA, record.id) is None
    assert world.catalog().face(ANA, face.id) is None
    assert world.catalog().list_faces(ANA, None, None, None).items == ()
    assert world.catalog().images(ANA, None, None, None, None).items == ()


def test_images_are_the_callers_own_newest_first() -> None:
    world = World()
    ids = [world.upload_and_settle(key=key(name)).id for name in "abc"]
    world.upload_and_settle(key=key("d", owner="ben"))

    page = world.catalog().images(ANA, None, None, None, None)

    assert [image.id for image in page.items] == ids[::-1]
    assert page.next_token is None


def test_images_of_one_status() -> None:
    world = World()
    world.upload_and_settle(key=key("a"))
    rejected = world.upload_and_settle(b"text", key=key("b"))

    page = world.catalog().images(ANA, None, ImageStatus.REJECTED, None, None)

    assert [image.id for image in page.items] == [rejected.id]


def test_admin_lists_the_images_and_faces_of_the_named_owner() -> None:
    world = World()
    record = world.upload_and_settle()

    assert world.catalog().images(ADMIN, "ana", None, None, None).items == (record.state,)
    assert len(world.catalog().list_faces(ADMIN, "ana", None, None).items) == 1
    assert world.catalog().images(ADMIN, None, None, None, None).items == ()


def test_naming_another_owner_is_forbidden() -> None:
    world = World()
    world.upload_and_settle()

    with pytest.raises(Forbidden):
        world.catalog().images(BEN, "ana", None, None, None)
    with pytest.raises(Forbidden):
        world.catalog().list_faces(BEN, "ana", None, None)


@pytest.mark.parametrize("limit", [0, 101])
def test_limit_out_of_range_is_refused(limit: int) -> None:
    with pytest.raises(InvalidArgument):
        World().catalog().images(ANA, None, None, limit, None)
    with pytest.raises(InvalidArgument):
        World().catalog().list_faces(ANA, None, limit, None)


def test_token_of_no_list_is_refused() -> None:
    with pytest.raises(InvalidNextToken):
        World().catalog().images(ANA, None, None, None, "garbage")
    with pytest.raises(InvalidNextToken):
        World().catalog().list_faces(ANA, None, None, "garbage")


def test_face_is_seen_by_its_owner_and_an_admin_only() -> None:
    world = World()
    world.upload_and_settle()
    (face,) = world.faces.stored.values()

    assert world.catalog().face(ANA, face.id) == face
    assert world.catalog().face(ADMIN, face.id) == face
    assert world.catalog().face(BEN, face.id) is None


def test_face_that_its_image_does_not_name_is_null() -> None:
    world = World()
    record = world.upload_and_settle()
    (old,) = world.faces.stored.values()
    world.handle(ReanalysisRequest(image_id=record.id, if_revision=1))

    assert old.id in world.faces.stored
    assert world.catalog().face(ANA, old.id) is None
    assert world.catalog().face(ANA, "not an id") is None


def test_pages_of_faces_are_exact_although_leftovers_lie_between() -> None:
    world = World(engine=FakeEngine(faces_per_image=3))
    for name in "abc":
        record = world.upload_and_settle(key=key(name))
        world.handle(ReanalysisRequest(image_id=record.id, if_revision=1))
    current = {world.record(key(name)).face_set for name in "abc"}

    pages = all_faces(world, limit=2)

    assert len(world.faces.sets - current) == 3
    assert [len(page) for page in pages[:4]] == [2, 2, 2, 2]
    assert sum(len(page) for page in pages) == 9
    assert {face.id.split(".")[1] for page in pages for face in page} == current


def test_faces_come_image_by_image_newest_first_in_the_engines_order() -> None:
    world = World(engine=FakeEngine(faces_per_image=2))
    records = [world.upload_and_settle(key=key(name)) for name in "ab"]

    (faces,) = all_faces(world, limit=100)

    newest, oldest = (world.catalog().faces_of(r.id, 1) for r in reversed(records))
    assert newest
    assert oldest
    assert faces == newest + oldest


def test_faces_of_an_image_are_those_of_the_revision_that_was_shown() -> None:
    world = World(engine=FakeEngine(faces_per_image=2))
    record = world.upload_and_settle()
    world.handle(ReanalysisRequest(image_id=record.id, if_revision=1))

    faces = world.catalog().faces_of(record.id, 2)

    assert faces
    assert {face.id.split(".")[1] for face in faces} == {world.record().face_set}
    with pytest.raises(ImageChanged):
        world.catalog().faces_of(record.id, 1)


def test_faces_of_an_image_that_were_cleared_meanwhile_are_never_shown_in_part() -> None:
    world = World(engine=FakeEngine(faces_per_image=2))
    record = world.upload_and_settle()
    del world.faces.stored[next(iter(world.faces.stored))]

    with pytest.raises(ImageChanged):
        world.catalog().faces_of(record.id, record.revision)


def test_faces_of_an_image_without_any_are_an_empty_list() -> None:
    world = World(engine=FakeEngine(faces_per_image=0))
    record = world.upload_and_settle()

    assert world.catalog().faces_of(record.id, 1) == ()


def test_faces_of_an_image_that_was_not_analyzed_are_null() -> None:
    world = World()
    record = world.upload_and_settle(b"text")

    assert world.catalog().faces_of(record.id, 1) is None


def test_url_names_the_version_and_is_null_until_there_is_one() -> None:
    assert World().catalog().url(an_analyzed_image(version_id="v7")) == (
        f"https://{BUCKET}.example/{KEY}?versionId=v7"
    )
    assert World().catalog().url(an_image()) is None


def test_create_upload_announces_a_pending_image_of_the_caller() -> None:
    world = World()

    form = world.catalog().create_upload(ANA, UPLOAD_ID, "über😀.png", "image/png")

    assert form.key == f"uploads/ana/{UPLOAD_ID}/über😀.png"
    assert form.image_id == image_id(BUCKET, form.key)
    image = world.catalog().image(ANA, form.image_id)
    assert image == an_image(form.key, content_type="image/png", uploaded_at=world.clock.time)


def test_upload_that_never_comes_is_not_shown_for_longer_than_a_day() -> None:
    world = World()
    form = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png")
    world.clock.pass_until(world.clock.time + timedelta(days=1))

    assert world.catalog().image(ANA, form.image_id) is None
    assert world.catalog().images(ANA, None, None, None, None).items == ()
    with pytest.raises(ImageNotFound):
        world.catalog().delete_image(ANA, form.image_id)


@pytest.mark.parametrize(
    ("file_name", "content_type"), [("a/b.png", "image/png"), ("x.gif", "image/gif")]
)
def test_upload_of_a_forbidden_type_or_name_is_refused_and_announces_nothing(
    file_name: str, content_type: str
) -> None:
    world = World()

    with pytest.raises(InvalidArgument):
        world.catalog().create_upload(ANA, UPLOAD_ID, file_name, content_type)

    assert world.records.stored == {}


def test_upload_that_was_announced_already_gets_its_form_and_changes_nothing() -> None:
    world = World()
    form = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png")
    settled = world.upload_and_settle(key=form.key)

    again = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png")

    assert again.key == form.key
    assert world.record(form.key) == settled


def test_upload_of_known_bytes_has_the_same_key_for_the_same_name() -> None:
    catalog = World().catalog()

    first = catalog.create_upload(ANA, UPLOAD_ID, "x.png", "image/png", MD5)
    again = catalog.create_upload(ANA, "another", "x.png", "image/png", MD5)
    other = catalog.create_upload(ANA, UPLOAD_ID, "y.png", "image/png", MD5)

    assert first.key == again.key == f"uploads/ana/{MD5.hex}/x.png"
    assert other.key == f"uploads/ana/{MD5.hex}/y.png"


def test_upload_of_stored_bytes_names_their_image_and_changes_nothing() -> None:
    world = World()
    form = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png", MD5)
    settled = world.upload_and_settle(key=form.key)

    again = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png", MD5)

    assert form.image is None
    assert again.image == settled.state
    assert world.record(form.key) == settled


@pytest.mark.parametrize("failures", [[], [PortFailure()]], ids=["analyzed", "claimed"])
def test_upload_of_bytes_that_a_lifecycle_event_made_known_changes_nothing(
    failures: list[Exception],
) -> None:
    world = World(engine=FakeEngine(failures=failures))
    form = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png", MD5)
    world.upload(key=form.key)
    with suppress(PortFailure):
        world.handle(a_hint(form.key, number=None))
    shown = world.record(form.key)

    again = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png", MD5)

    assert again.image == shown.state
    assert world.record(form.key) == shown


def test_upload_of_known_bytes_is_announced_anew_until_it_comes() -> None:
    world = World()
    form = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png", MD5)
    world.clock.pass_until(world.clock.time + timedelta(days=2))

    again = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png", MD5)

    assert again.image is None
    image = world.catalog().image(ANA, form.image_id)
    assert image
    assert image.uploaded_at == world.clock.time


def test_upload_of_bytes_that_were_deleted_names_no_image_and_keeps_the_tombstone() -> None:
    world = World()
    form = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png", MD5)
    world.upload_and_settle(key=form.key)
    world.catalog().delete_image(ANA, form.image_id)
    tombstone = world.record(form.key)

    again = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png", MD5)

    assert again.image is None
    assert world.record(form.key) == tombstone


def test_delete_image_removes_the_object_and_leaves_a_tombstone() -> None:
    world = World()
    record = world.upload_and_settle()

    world.catalog().delete_image(ANA, record.id)

    assert world.objects.look(BUCKET, KEY) is None
    assert world.record().state == Tombstone(id=record.id, owner="ana", revision=2)


def test_deleted_image_stays_deleted_when_its_events_come_late() -> None:
    world = World()
    record = world.upload_and_settle()
    world.catalog().delete_image(ANA, record.id)

    world.deliver_until_settled([*world.objects.events, *world.objects.events])
    world.publish()

    world.assert_truthful()
    assert [event.revision for event in world.sink.events] == [1, 2]
    assert len(world.engine.calls) == 1


def test_admin_may_delete_the_image_of_another_owner() -> None:
    world = World()
    record = world.upload_and_settle()

    world.catalog().delete_image(ADMIN, record.id)

    assert isinstance(world.record().state, Tombstone)


@pytest.mark.parametrize("doing", ["delete_image", "reanalyze_image"])
def test_another_user_gets_image_not_found_and_nothing_changes(doing: str) -> None:
    world = World()
    record = world.upload_and_settle()

    with pytest.raises(ImageNotFound) as to_a_stranger:
        getattr(world.catalog(), doing)(BEN, record.id)
    with pytest.raises(ImageNotFound) as of_nothing:
        getattr(world.catalog(), doing)(BEN, "unknown")

    assert str(to_a_stranger.value) == str(of_nothing.value)
    assert world.record() == record
    assert world.objects.look(BUCKET, KEY)
    assert world.queue.sent == []


@pytest.mark.parametrize("status", [ImageStatus.ANALYZED, ImageStatus.REJECTED, ImageStatus.FAILED])
def test_reanalyze_image_requests_the_revision_that_is_shown(status: ImageStatus) -> None:
    world = World()
    record = world.records.add(a_record(an_analyzed_image(status=status, revision=3)))

    shown = world.catalog().reanalyze_image(ANA, record.id)

    assert shown == record.state
    assert world.queue.sent == [ReanalysisRequest(image_id=record.id, if_revision=3)]
    assert world.record() == record


def test_reanalyze_image_sends_a_request_when_every_worker_died() -> None:
    world = World()
    record = world.records.add(a_record(an_image(), sequencer="A"))

    world.catalog().reanalyze_image(ANA, record.id)

    assert world.queue.sent == [ReanalysisRequest(image_id=record.id, if_revision=0)]


def test_reanalyze_image_sends_a_request_for_an_image_that_a_lifecycle_event_made_known() -> None:
    world = World()
    world.upload()
    world.handle(a_hint(number=None))

    shown = world.catalog().reanalyze_image(ANA, world.record().id)

    assert shown.status is ImageStatus.ANALYZED
    assert world.queue.sent == [ReanalysisRequest(image_id=shown.id, if_revision=1)]


def test_reanalyze_image_sends_no_request_for_an_upload_that_has_not_arrived() -> None:
    world = World()
    form = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png")

    shown = world.catalog().reanalyze_image(ANA, form.image_id)

    assert isinstance(shown, Image)
    assert shown.status is ImageStatus.PENDING
    assert world.queue.sent == []
