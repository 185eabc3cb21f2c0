from datetime import timedelta

import pytest

from core.model.errors import Conflict, InvalidNextToken
from core.model.failure import FailureCode, failure
from core.model.image import Image, ImageStatus, image_id
from core.model.record import ImageRecord
from core.ports import ImageRecords
from tests.support.builders import (
    BUCKET,
    MINUTE,
    NOW,
    OTHER_FACE_SET,
    a_lease,
    a_record,
    a_tombstone,
    an_analyzed_image,
    an_image,
)

MICROSECONDS = timedelta(microseconds=123_456)


def key(name: object, owner: str = "ana") -> str:
    return f"uploads/{owner}/{name}.jpg"


def add(records: ImageRecords, name: object, owner: str = "ana", **changes: object) -> Image:
    image = an_analyzed_image(key(name, owner), **changes)
    records.put(a_record(image), replacing=None)
    return image


def pages(
    records: ImageRecords, owner: str, limit: int, status: ImageStatus | None = None
) -> list[list[str]]:
    """The ids of each page, until the list ends."""
    found, token = [], None
    while True:
        page = records.page(owner, status, limit, token, NOW)
        found.append([image.id for image in page.items])
        token = page.next_token
        if token is None:
            return found


def in_one(pages: list[list[str]]) -> list[str]:
    return [listed for page in pages for listed in page]


@pytest.mark.parametrize(
    "record",
    [
        a_record(),
        a_record(an_image(), sequencer="", expires_at=NOW + MINUTE),
        a_record(lease=a_lease(token=OTHER_FACE_SET, last=True)),
        a_record(a_tombstone(), expires_at=NOW + MINUTE),
        a_record(
            an_analyzed_image(
                status=ImageStatus.FAILED, failure=failure(FailureCode.ENGINE_THROTTLED)
            )
        ),
        a_record(an_analyzed_image("uploads/ana/ü 😀/" + "x" * 900, face_count=0, width=2**31)),
    ],
    ids=["analyzed", "announced", "leased", "removed", "failed", "long key"],
)
def test_record_is_read_as_it_was_put(records: ImageRecords, record: ImageRecord) -> None:
    stored = records.put(record, replacing=None)

    assert records.get(record.id) == stored
    assert (stored.state, stored.sequencer, stored.face_set) == (
        record.state,
        record.sequencer,
        record.face_set,
    )
    assert (stored.lease, stored.expires_at) == (record.lease, record.expires_at)


def test_put_returns_the_record_with_times_as_precise_as_readers_see_them(
    records: ImageRecords,
) -> None:
    lease = a_lease(until=NOW + MICROSECONDS)
    record = a_record(an_image(uploaded_at=NOW + MICROSECONDS), lease=lease)

    stored = records.put(record, replacing=None)

    assert records.get(record.id) == stored


def test_unknown_record_is_none(records: ImageRecords) -> None:
    assert records.get("unknown") is None


def test_record_replaces_the_one_that_was_read(records: ImageRecords) -> None:
    first = records.put(a_record(), replacing=None)

    second = records.put(a_record(an_analyzed_image(revision=2)), replacing=first)

    assert records.get(first.id) == second
    assert second.write_count > first.write_count


def test_record_that_another_writer_replaced_is_kept(records: ImageRecords) -> None:
    read = records.put(a_record(), replacing=None)
    newer = records.put(a_record(sequencer="F"), replacing=read)

    with pytest.raises(Conflict):
        records.put(a_record(a_tombstone()), replacing=read)

    assert records.get(read.id) == newer


def test_record_that_was_there_before_is_kept(records: ImageRecords) -> None:
    stored = records.put(a_record(), replacing=None)

    with pytest.raises(Conflict):
        records.put(a_record(a_tombstone()), replacing=None)

    assert records.get(stored.id) == stored


def test_record_that_was_swept_is_not_replaced(records: ImageRecords) -> None:
    swept = a_record(write_count=3)

    with pytest.raises(Conflict):
        records.put(a_record(), replacing=swept)

    assert records.get(swept.id) is None


def test_many_records_are_read_at_once_and_unknown_ones_left_out(records: ImageRecords) -> None:
    images = [add(records, number) for number in range(120)]

    found = records.get_many([*(image.id for image in images), "unknown"])

    assert {found_id: r.state for found_id, r in found.items()} == {i.id: i for i in images}
    assert records.get_many([]) == {}


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 100])
def test_pages_are_exact_and_newest_first(records: ImageRecords, limit: int) -> None:
    images = [add(records, number, uploaded_at=NOW + number * MINUTE) for number in range(5)]
    newest_first = [image.id for image in reversed(images)]

    found = pages(records, "ana", limit)

    assert in_one(found) == newest_first
    assert all(len(page) == limit for page in found[:-1])
    assert 1 <= len(found[-1]) <= limit


@pytest.mark.parametrize("limit", [1, 3, 4])
def test_images_uploaded_at_once_are_listed_each_once(records: ImageRecords, limit: int) -> None:
    images = [add(records, number, uploaded_at=NOW) for number in range(8)]

    found = pages(records, "ana", limit)

    assert sorted(in_one(found)) == sorted(image.id for image in images)
    assert all(len(page) == limit for page in found[:-1])


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_are_exact_although_expired_uploads_lie_between(
    records: ImageRecords, limit: int
) -> None:
    shown = []
    for number in range(12):
        time = NOW + number * MINUTE
        if number % 3:
            expired = an_image(key(number), uploaded_at=time)
            records.put(a_record(expired, expires_at=NOW), replacing=None)
        else:
            shown.append(add(records, number, uploaded_at=time).id)

    found = pages(records, "ana", limit)

    assert in_one(found) == shown[::-1]
    assert all(len(page) == limit for page in found[:-1])


def test_announced_upload_is_listed_until_it_expires(records: ImageRecords) -> None:
    announced = a_record(an_image(), expires_at=NOW + MINUTE)
    records.put(announced, replacing=None)

    assert records.page("ana", None, 10, None, NOW).items == (announced.state,)
    assert records.page("ana", ImageStatus.PENDING, 10, None, NOW).items == (announced.state,)
    assert records.page("ana", None, 10, None, NOW + MINUTE).items == ()


@pytest.mark.parametrize(
    ("last", "wait"), [(True, MINUTE), (False, timedelta(hours=6))], ids=["last", "not the last"]
)
def test_image_is_overdue_some_time_after_its_lease_has_ended(
    records: ImageRecords, last: bool, wait: timedelta
) -> None:
    leases = [a_lease(until=NOW + number * MINUTE, last=last) for number in range(40)]
    leased = [
        records.put(a_record(an_image(key(number)), lease=lease), replacing=None)
        for number, lease in enumerate(leases)
    ]

    found = list(records.overdue(NOW + 29 * MINUTE + wait))

    assert sorted(found) == sorted(record.id for record in leased[:30])


def test_image_without_a_lease_is_not_overdue(records: ImageRecords) -> None:
    claimed = records.put(a_record(an_image(), lease=a_lease(until=NOW)), replacing=None)
    records.put(a_record(an_image(key("announced"))), replacing=None)
    records.put(a_record(), replacing=claimed)

    assert list(records.overdue(NOW + timedelta(days=14))) == []


def test_removed_image_is_not_listed(records: ImageRecords) -> None:
    stored = records.put(a_record(), replacing=None)
    records.put(a_record(a_tombstone()), replacing=stored)

    assert pages(records, "ana", 10) == [[]]
    assert pages(records, "ana", 10, ImageStatus.ANALYZED) == [[]]


def test_images_of_a_status_are_listed_exactly(records: ImageRecords) -> None:
    statuses = [ImageStatus.ANALYZED, ImageStatus.REJECTED, ImageStatus.FAILED]
    images = [
        add(records, number, status=statuses[number % 3], uploaded_at=NOW + number * MINUTE)
        for number in range(9)
    ]

    found = pages(records, "ana", 2, ImageStatus.REJECTED)

    assert [len(page) for page in found] == [2, 1]
    assert sorted(in_one(found)) == sorted(image.id for image in images[1::3])


def test_image_moves_to_another_list_when_its_status_changes(records: ImageRecords) -> None:
    pending = records.put(a_record(an_image()), replacing=None)
    records.put(a_record(), replacing=pending)

    assert pages(records, "ana", 10, ImageStatus.PENDING) == [[]]
    assert pages(records, "ana", 10, ImageStatus.ANALYZED) == [[pending.id]]


@pytest.mark.parametrize("owner", ["ben", "an", "anaa", "ana#ANALYZED", "Ana"])
def test_images_of_another_owner_are_not_listed(records: ImageRecords, owner: str) -> None:
    add(records, "x", owner="ana")

    assert pages(records, owner, 10) == [[]]
    assert pages(records, owner, 10, ImageStatus.ANALYZED) == [[]]


def test_token_shows_nothing_of_the_owner_it_was_made_for(records: ImageRecords) -> None:
    for number in range(3):
        add(records, number, owner="ana", uploaded_at=NOW + number * MINUTE)
        add(records, number, owner="ben", uploaded_at=NOW + number * MINUTE)
    token = records.page("ana", None, 1, None, NOW).next_token

    page = records.page("ben", None, 10, token, NOW)

    assert {image.owner for image in page.items} <= {"ben"}


@pytest.mark.parametrize("token", ["garbage", "!", "ü", "AAAA", "a" * 5000, "{}", "W10"])
def test_token_of_no_list_is_refused(records: ImageRecords, token: str) -> None:
    add(records, "x")

    with pytest.raises(InvalidNextToken):
        records.page("ana", None, 10, token, NOW)


def test_ids_of_an_owner_include_those_of_expired_images(records: ImageRecords) -> None:
    keys = [f"uploads/ana/{number}.jpg" for number in range(3)]
    kept, expired, removed = (image_id(BUCKET, key) for key in keys)
    records.put(a_record(an_analyzed_image(keys[0])), replacing=None)
    records.put(a_record(an_analyzed_image(keys[1]), expires_at=NOW - MINUTE), replacing=None)
    records.put(a_record(a_tombstone(keys[2])), replacing=None)
    records.put(a_record(an_analyzed_image("uploads/ben/0.jpg")), replacing=None)

    ids = set(records.ids_of("ana"))

    assert ids == {kept, expired}
    assert removed not in ids
