import hashlib

import pytest

from core.model.stored_object import ObjectVersion
from core.ports import ObjectGone
from tests.adapters.contract.conftest import Bucket
from tests.support.builders import BUCKET, KEY

ODD_KEYS = ["uploads/ana/a b+c%20&d=e?f#g.jpg", "uploads/ana/über😀.jpg", "uploads/ana/x//y"]


def current(bucket: Bucket, key: str = KEY) -> ObjectVersion:
    version = bucket.look(BUCKET, key)
    assert version
    return version


def test_look_finds_the_version_that_is_current(bucket: Bucket) -> None:
    bucket.put(KEY, b"first")
    newest = bucket.put(KEY, b"second!")

    version = current(bucket)

    assert (version.bucket, version.key, version.version_id) == (BUCKET, KEY, newest)
    assert (version.size_bytes, version.content_type) == (7, "image/jpeg")
    assert version.etag == hashlib.md5(b"second!", usedforsecurity=False).hexdigest()
    assert version.uploaded_at.tzinfo


def test_look_at_an_object_that_never_existed_is_none(bucket: Bucket) -> None:
    assert bucket.look(BUCKET, KEY) is None


def test_look_at_a_deleted_object_is_none(bucket: Bucket) -> None:
    bucket.put(KEY, b"body")
    bucket.delete(KEY)

    assert bucket.look(BUCKET, KEY) is None


def test_object_is_current_again_once_its_delete_marker_is_gone(bucket: Bucket) -> None:
    version_id = bucket.put(KEY, b"body")
    bucket.delete_version(KEY, bucket.delete(KEY))

    assert current(bucket).version_id == version_id


def test_older_version_is_current_once_the_newest_is_gone(bucket: Bucket) -> None:
    older = bucket.put(KEY, b"first")
    bucket.delete_version(KEY, bucket.put(KEY, b"second"))

    assert current(bucket).version_id == older


def test_named_version_is_read_as_far_as_requested(
    bucket: Bucket, request: pytest.FixtureRequest
) -> None:
    if "MiniStack" in request.node.name:
        request.applymarker(pytest.mark.xfail(strict=True, reason="gives the whole version"))
    bucket.put(KEY, b"first body")
    version = current(bucket)
    bucket.put(KEY, b"second body")

    assert bucket.read(version, 5) == b"first"
    assert bucket.read(version, 10) == b"first body"
    assert bucket.read(version, 1000) == b"first body"


def test_version_that_is_gone_cannot_be_read(bucket: Bucket) -> None:
    bucket.put(KEY, b"body")
    version = current(bucket)
    bucket.delete_version(KEY, version.version_id)

    with pytest.raises(ObjectGone):
        bucket.read(version, 4)


def test_version_below_a_delete_marker_can_be_read(bucket: Bucket) -> None:
    bucket.put(KEY, b"body")
    version = current(bucket)
    bucket.delete(KEY)

    assert bucket.read(version, 4) == b"body"


def test_remove_takes_every_version_and_delete_marker(bucket: Bucket) -> None:
    bucket.put(KEY, b"first")
    version = current(bucket)
    marker = bucket.delete(KEY)
    bucket.put(KEY, b"second")

    bucket.remove(BUCKET, KEY)

    assert bucket.look(BUCKET, KEY) is None
    with pytest.raises(ObjectGone):
        bucket.read(version, 5)
    assert marker != version.version_id


def test_remove_leaves_keys_that_begin_with_the_same_text(bucket: Bucket) -> None:
    alike = [f"{KEY}.jpg", f"{KEY}/x", KEY[:-1], f"{KEY} "]
    for key in [*alike, KEY]:
        bucket.put(key, b"body")

    bucket.remove(BUCKET, KEY)

    assert bucket.look(BUCKET, KEY) is None
    assert all(bucket.look(BUCKET, key) for key in alike)


def test_remove_of_an_object_that_is_not_there_is_no_error(bucket: Bucket) -> None:
    bucket.put(f"{KEY}.jpg", b"body")

    bucket.remove(BUCKET, KEY)

    assert current(bucket, f"{KEY}.jpg").size_bytes == 4


@pytest.mark.parametrize("key", ODD_KEYS)
def test_odd_keys_are_seen_read_and_removed_like_others(bucket: Bucket, key: str) -> None:
    bucket.put(key, b"body")

    assert bucket.read(current(bucket, key), 4) == b"body"

    bucket.remove(BUCKET, key)

    assert bucket.look(BUCKET, key) is None


def test_keys_under_a_prefix_are_listed_once_as_versions_or_delete_markers(bucket: Bucket) -> None:
    bucket.put("uploads/ana/twice.jpg", b"first")
    bucket.put("uploads/ana/twice.jpg", b"second")
    bucket.put("uploads/ana/hidden.jpg", b"body")
    bucket.delete("uploads/ana/hidden.jpg")
    below = bucket.put("uploads/ana/marker-only.jpg", b"body")
    bucket.delete("uploads/ana/marker-only.jpg")
    bucket.delete_version("uploads/ana/marker-only.jpg", below)
    bucket.put("uploads/ana2/other.jpg", b"body")
    bucket.delete_version("uploads/ana/gone.jpg", bucket.put("uploads/ana/gone.jpg", b"body"))

    keys = list(bucket.keys_under(BUCKET, "uploads/ana/"))

    assert keys == [f"uploads/ana/{name}.jpg" for name in ("hidden", "marker-only", "twice")]


@pytest.mark.parametrize("key", ODD_KEYS)
def test_odd_keys_are_listed_as_they_are(bucket: Bucket, key: str) -> None:
    bucket.put(key, b"body")

    assert list(bucket.keys_under(BUCKET, "uploads/ana/")) == [key]
    assert bucket.count_versions(BUCKET, key) == 1


def test_versions_and_delete_markers_of_one_key_are_counted_without_those_of_others(
    bucket: Bucket,
) -> None:
    bucket.put(KEY, b"first")
    bucket.put(KEY, b"second")
    bucket.delete(KEY)
    bucket.put(f"{KEY}.jpg", b"body")

    assert bucket.count_versions(BUCKET, KEY) == 3
    assert bucket.count_versions(BUCKET, KEY[:-1]) == 0


def test_keys_can_be_removed_while_they_are_being_listed(bucket: Bucket) -> None:
    keys = [f"uploads/ana/{number}.jpg" for number in range(5)]
    for key in keys:
        bucket.put(key, b"body")

    listed = []
    for key in bucket.keys_under(BUCKET, "uploads/ana/"):
        listed.append(key)
        bucket.remove(BUCKET, key)

    assert listed == keys
    assert list(bucket.keys_under(BUCKET, "uploads/")) == []
