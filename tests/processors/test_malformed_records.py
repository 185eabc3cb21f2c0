"""Records of the stream that another program wrote, or that were damaged on their way."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.use_cases.publication import Publisher
from processors.publish.batch import StreamProcessor
from processors.publish.changes import image_changes
from tests.support.builders import a_lease, a_record, a_stream_record, an_analyzed_image, some_faces
from tests.support.fakes import FakeFaces, FakeSink

IMAGE = an_analyzed_image("uploads/ana/other.jpg", face_count=0)
GOOD = a_stream_record(2, None, a_record(IMAGE))
BEFORE, AFTER = a_record(lease=a_lease(), write_count=1), a_record(write_count=2)
VALUES = st.recursive(
    st.sampled_from([{"S": ""}, {"S": "x" * 2000}, {"S": "\ud800\x00"}, {"N": "1e125"}, {"N": "x"}])
    | st.sampled_from([{"N": "NaN"}, {"NULL": True}, {"BOOL": True}, {"B": b"x"}, {"Q": 1}, {}]),
    lambda inner: (
        st.fixed_dictionaries({"M": st.dictionaries(st.sampled_from("ab"), inner)})
        | st.fixed_dictionaries({"L": st.lists(inner, max_size=2)})
    ),
    max_leaves=4,
)


def a_change() -> dict[str, Any]:
    return a_stream_record(1, BEFORE, AFTER)


def process(sink: FakeSink, faces: FakeFaces, *records: dict[str, Any]) -> str | None:
    publisher = Publisher(faces=faces, sinks=(sink,))
    return StreamProcessor(publisher=publisher).process(image_changes(records))


def stored_faces() -> FakeFaces:
    faces = FakeFaces()
    faces.write("ana", an_analyzed_image().uploaded_at, some_faces())
    return faces


@pytest.mark.parametrize(
    "image", [{"pk": {"S": "x"}}, {"image": {"S": "x"}}, {"image": {"M": {}}}, {"Q": {"Z": 1}}]
)
def test_record_that_cannot_be_read_fails_alone_and_changes_nothing(
    image: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    sink, faces = FakeSink(), stored_faces()
    record = a_change()
    record["dynamodb"]["NewImage"] = image

    failed = process(sink, faces, record, GOOD)

    assert failed == "1"
    assert f"not published imageId={an_analyzed_image().id}" in caplog.text
    assert [event.image_id for event in sink.events] == [IMAGE.id]
    assert faces.read(an_analyzed_image().id, some_faces()[0].id.split(".")[1]) == some_faces()


@given(data=st.data())
def test_damaged_record_is_published_whole_or_fails_alone(data: st.DataObject) -> None:
    sink, record = FakeSink(), copy.deepcopy(a_change())
    image = data.draw(st.sampled_from(["OldImage", "NewImage"]))
    place = record["dynamodb"][image]
    if data.draw(st.booleans()):
        place = place["image"]["M"]
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(VALUES)

    failed = process(sink, FakeFaces(), record, GOOD)

    assert failed in (None, "1")
    assert IMAGE.id in [event.image_id for event in sink.events]
