import dataclasses
import json
import typing
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.detection import Detection, Format
from core.model.event import ImageEvent
from core.model.face import Face, FaceDetail
from core.model.failure import Failure
from core.model.image import Image, Tombstone
from core.model.paging import Page
from core.model.record import Lease
from core.model.stored_object import ObjectVersion, ReanalysisRequest
from core.model.upload import UploadForm
from core.model.wire import camel_case, from_wire, timestamp, to_wire
from tests.support.builders import NOW, an_event, some_faces

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KINDS = (
    *(Face, FaceDetail, Image, ImageEvent, Failure, Tombstone, Lease, UploadForm),
    *(Detection, Format, ObjectVersion, ReanalysisRequest),
)

MOMENTS = st.integers(0, 4 * 10**12).map(lambda ms: EPOCH + timedelta(milliseconds=ms))
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=9),
    int: st.integers(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: MOMENTS,
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    if kind in SCALARS:
        return SCALARS[kind]
    inner = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return st.lists(values_of(inner[0]), max_size=2).map(tuple)
    if inner:
        return st.none() | values_of(inner[0])
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{name: values_of(hint) for name, hint in hints.items()})
    return st.sampled_from(kind)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20)
@given(data=st.data())
def test_value_comes_back_from_its_json(kind: type, data: st.DataObject) -> None:
    value = data.draw(values_of(kind))

    document = json.loads(json.dumps(to_wire(value)))

    assert from_wire(kind, document) == value


def test_wire_form_has_every_member_in_camel_case_and_null_for_the_unknown() -> None:
    document = to_wire(an_event(image=None, faces=None))

    assert document == {
        "version": 1,
        "id": an_event().id,
        "kind": "ANALYZED",
        "occurredAt": "2026-03-01T12:00:00.000Z",
        "owner": "ana",
        "imageId": an_event().image_id,
        "revision": 1,
        "truncated": False,
        "image": None,
        "faces": None,
    }


def test_page_is_written_with_its_items() -> None:
    (face,) = some_faces()

    assert to_wire(Page(items=(face,))) == {"items": [to_wire(face)], "nextToken": None}


def test_camel_case_joins_words() -> None:
    assert camel_case("left_eye_brow_up") == "leftEyeBrowUp"
    assert camel_case("id") == "id"


def test_timestamps_are_utc_with_milliseconds_so_that_texts_sort_as_times() -> None:
    wellington = timezone(timedelta(hours=13))

    assert timestamp(NOW) == "2026-03-01T12:00:00.000Z"
    assert timestamp(datetime(2026, 3, 2, 1, 0, 0, 999_999, wellington)) == (
        "2026-03-01T12:00:00.999Z"
    )


@given(MOMENTS, MOMENTS)
def test_timestamps_sort_as_the_times_do(one: datetime, other: datetime) -> None:
    assert (timestamp(one) < timestamp(other)) == (one < other)


def test_members_that_a_newer_writer_added_are_ignored() -> None:
    document = {"imageId": "x", "ifRevision": 3, "askedBy": "ana"}

    assert from_wire(ReanalysisRequest, document) == ReanalysisRequest(image_id="x", if_revision=3)


def test_numbers_are_read_as_the_member_has_them() -> None:
    size = from_wire(Image, to_wire(an_event().image) | {"sizeBytes": 5}).size_bytes
    revision = from_wire(ReanalysisRequest, {"imageId": "x", "ifRevision": 3.0}).if_revision

    assert (size, type(size)) == (5.0, float)
    assert (revision, type(revision)) == (3, int)


@pytest.mark.parametrize(
    "changes",
    [
        *({"revision": True}, {"revision": 1.5}, {"revision": float("inf")}, {"revision": "1"}),
        *({"truncated": 1}, {"truncated": "false"}, {"kind": "GONE"}, {"kind": None}),
        *({"occurredAt": "yesterday"}, {"occurredAt": 5}, {"owner": None}, {"owner": 7}),
        *({"faces": ""}, {"faces": {}}, {"faces": [None]}, {"image": "image"}, {"image": []}),
    ],
    ids=str,
)
def test_document_of_another_kind_is_refused(changes: dict[str, Any]) -> None:
    document = to_wire(an_event()) | changes

    with pytest.raises((ValueError, TypeError, KeyError)):
        from_wire(ImageEvent, document)


@given(JSON)
def test_any_json_is_read_or_refused(document: Any) -> None:
    try:
        request = from_wire(ReanalysisRequest, document)
    except (ValueError, TypeError, KeyError):
        return

    assert type(request.image_id) is str
    assert type(request.if_revision) is int
