from datetime import timedelta

import pytest

from core.model.errors import InvalidNextToken
from core.model.face import Face
from core.model.image import image_id
from core.ports import Faces
from tests.support.builders import (
    BUCKET,
    FACE_SET,
    KEY,
    MINUTE,
    NOW,
    OTHER_FACE_SET,
    a_face_detail,
    a_full_face_detail,
    some_faces,
)

IMAGE_ID = image_id(BUCKET, KEY)


def add(
    faces: Faces, count: int, key: str = KEY, face_set: str = FACE_SET, minute: int = 0
) -> list[Face]:
    added = some_faces(count, key, face_set, a_face_detail())
    faces.write(key.split("/")[1], NOW + minute * MINUTE, added)
    return list(added)


def pages(faces: Faces, owner: str, limit: int) -> list[list[str]]:
    found, token = [], None
    while True:
        page = faces.page_of_ids(owner, limit, token)
        found.append(list(page.items))
        token = page.next_token
        if token is None:
            return found


def in_one(pages: list[list[str]]) -> list[str]:
    return [listed for page in pages for listed in page]


def test_hundred_faces_are_read_whole_and_in_the_engines_order(faces: Faces) -> None:
    added = some_faces(100, detail=a_full_face_detail())
    faces.write("ana", NOW, added)

    assert faces.read(IMAGE_ID, FACE_SET) == added
    assert faces.get(added[99].id) == added[99]


def test_face_that_knows_only_its_box_is_read_as_it_was_written(faces: Faces) -> None:
    (face,) = add(faces, 1)

    assert faces.get(face.id) == face
    assert face.emotions is None


def test_faces_written_twice_are_stored_once(faces: Faces) -> None:
    added = add(faces, 3)
    add(faces, 3)

    assert faces.read(IMAGE_ID, FACE_SET) == tuple(added)
    assert pages(faces, "ana", 10) == [[face.id for face in added]]


def test_sets_and_images_are_read_apart(faces: Faces) -> None:
    add(faces, 2)
    add(faces, 3, face_set=OTHER_FACE_SET)
    add(faces, 4, key="uploads/ana/other.jpg")

    assert len(faces.read(IMAGE_ID, FACE_SET)) == 2
    assert faces.read(IMAGE_ID, "cccccccccc") == ()
    assert faces.read("unknown", FACE_SET) == ()


def test_remove_takes_a_whole_set_and_nothing_else(faces: Faces) -> None:
    add(faces, 100)
    kept = [*add(faces, 3, face_set=OTHER_FACE_SET), *add(faces, 1, key="uploads/ana/other.jpg")]

    faces.remove(IMAGE_ID, FACE_SET)

    assert faces.read(IMAGE_ID, FACE_SET) == ()
    assert sorted(pages(faces, "ana", 10)[0]) == sorted(face.id for face in kept)


def test_remove_of_a_set_that_is_gone_is_no_error(faces: Faces) -> None:
    kept = add(faces, 1)

    faces.remove(IMAGE_ID, OTHER_FACE_SET)

    assert faces.read(IMAGE_ID, FACE_SET) == tuple(kept)


def test_unknown_faces_are_none_and_left_out(faces: Faces) -> None:
    (face,) = add(faces, 1)
    unknown = some_faces(1, face_set=OTHER_FACE_SET)[0].id

    assert faces.get(unknown) is None
    assert faces.get_many([face.id, unknown]) == {face.id: face}
    assert faces.get_many([]) == {}


def test_more_faces_than_one_request_takes_are_read_at_once(faces: Faces) -> None:
    added = [*add(faces, 100), *add(faces, 100, face_set=OTHER_FACE_SET)]

    assert faces.get_many(face.id for face in added) == {face.id: face for face in added}


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 100])
def test_pages_of_ids_are_exact_newest_image_first_in_the_engines_order(
    faces: Faces, limit: int
) -> None:
    older = add(faces, 3, key="uploads/ana/older.jpg")
    newer = add(faces, 4, key="uploads/ana/newer.jpg", minute=1)

    found = pages(faces, "ana", limit)

    assert in_one(found) == [face.id for face in [*newer, *older]]
    assert all(len(page) == limit for page in found[:-1])
    assert found[-1]


def test_faces_of_images_uploaded_at_once_stay_together(faces: Faces) -> None:
    for name in "abc":
        add(faces, 3, key=f"uploads/ana/{name}.jpg")

    listed = [face_id.split(".")[0] for face_id in in_one(pages(faces, "ana", 2))]

    assert len(listed) == 9
    assert all(listed[n] == listed[n + 1] == listed[n + 2] for n in (0, 3, 6))


@pytest.mark.parametrize("owner", ["ben", "an", "anaa"])
def test_faces_of_another_owner_are_not_listed(faces: Faces, owner: str) -> None:
    add(faces, 1)

    assert pages(faces, owner, 10) == [[]]


def test_token_shows_nothing_of_the_owner_it_was_made_for(faces: Faces) -> None:
    add(faces, 5)
    own = add(faces, 2, key="uploads/ben/x.jpg")
    token = faces.page_of_ids("ana", 1, None).next_token

    page = faces.page_of_ids("ben", 10, token)

    assert set(page.items) <= {face.id for face in own}


@pytest.mark.parametrize("token", ["garbage", "!", "ü", "AAAA", "a" * 5000, "{}", "W10"])
def test_token_of_no_list_is_refused(faces: Faces, token: str) -> None:
    add(faces, 1)

    with pytest.raises(InvalidNextToken):
        faces.page_of_ids("ana", 10, token)


def test_times_between_milliseconds_keep_the_order_of_pages(faces: Faces) -> None:
    added = some_faces(2, detail=a_face_detail())
    faces.write("ana", NOW + timedelta(microseconds=999), added)

    assert pages(faces, "ana", 1) == [[added[0].id], [added[1].id]]
