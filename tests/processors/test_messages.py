import json
import math
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sqs_messages import MalformedMessage, message_of
from core.model.image import image_id
from core.model.stored_object import (
    MAX_KEY_BYTES,
    ObjectHint,
    ReanalysisRequest,
    comparable_sequencer,
    owner_of_key,
)
from processors.analyze.messages import hints_in
from tests.support.builders import BUCKET, a_message, an_s3_body, an_s3_record, an_sqs_record

IMAGE_ID = "a" * 26
LONGEST_KEY = "uploads/ana/" + "😀" * 253
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def keys_in(body: str) -> list[str]:
    hints = hints_in(body)
    return [hint.key for hint in hints if isinstance(hint, ObjectHint)]


def body_with(**s3: Any) -> str:
    record = an_s3_record()
    record["s3"] |= s3
    return an_s3_body(record)


@pytest.mark.parametrize(
    "key",
    [
        *("uploads/ana/a b.jpg", "uploads/ana/a+b.jpg", "uploads/ana/100%.jpg"),
        *("uploads/ana/%41.jpg", "uploads/ana/a&b=c?d#e.jpg", "uploads/ana/über.jpg"),
        *("uploads/ana/👩‍👧.jpg", "uploads/ana/two\nlines.jpg", LONGEST_KEY),
    ],
)
def test_key_is_read_as_it_is_in_the_bucket(key: str) -> None:
    assert len(key.encode()) <= 1024
    assert keys_in(an_s3_body(an_s3_record(key))) == [key]


@given(KEYS)
def test_any_key_of_an_owner_is_read_as_it_is_in_the_bucket(name: str) -> None:
    key = f"uploads/ana/{name}"
    expected = [key] if owner_of_key(key) else []

    assert keys_in(an_s3_body(an_s3_record(key))) == expected


def request_with(**changes: Any) -> str:
    return json.dumps({"imageId": IMAGE_ID, "ifRevision": 1, **changes})


def test_plus_is_a_space_and_its_code_a_plus() -> None:
    record = an_s3_record()
    record["s3"]["object"]["key"] = "uploads/ana/a+b%2Bc.jpg"

    assert keys_in(an_s3_body(record)) == ["uploads/ana/a b+c.jpg"]


def test_hint_carries_bucket_key_and_a_comparable_sequencer() -> None:
    (hint,) = hints_in(an_s3_body(an_s3_record("uploads/ana/x.jpg", "00ab")))

    assert hint == ObjectHint(
        bucket=BUCKET, key="uploads/ana/x.jpg", sequencer=comparable_sequencer("00AB")
    )
    assert hint.image_id == image_id(BUCKET, "uploads/ana/x.jpg")


def test_event_without_a_sequencer_is_a_hint_too() -> None:
    (hint,) = hints_in(an_s3_body(an_s3_record(sequencer=None)))

    assert isinstance(hint, ObjectHint)
    assert hint.sequencer is None


@pytest.mark.parametrize(
    "name",
    [
        *("ObjectCreated:Put", "ObjectCreated:Post", "ObjectCreated:CompleteMultipartUpload"),
        *("ObjectCreated:Copy", "ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated"),
        *("LifecycleExpiration:Delete", "LifecycleExpiration:DeleteMarkerCreated"),
        "s3:ObjectCreated:Put",
    ],
)
def test_event_of_any_family_that_changes_what_is_current_is_a_hint(name: str) -> None:
    assert len(hints_in(an_s3_body(an_s3_record(name=name)))) == 1


@pytest.mark.parametrize(
    ("name", "is_removal", "is_expiration"),
    [
        ("LifecycleExpiration:Delete", True, True),
        ("s3:LifecycleExpiration:DeleteMarkerCreated", True, True),
        ("s3:ObjectRemoved:Delete", True, False),
        ("ObjectCreated:Put", False, False),
    ],
)
def test_hint_says_whether_the_object_was_removed_and_whether_a_rule_of_the_bucket_removed_it(
    name: str, is_removal: bool, is_expiration: bool
) -> None:
    (hint,) = hints_in(an_s3_body(an_s3_record(name=name)))

    assert isinstance(hint, ObjectHint)
    assert (hint.is_removal, hint.is_expiration) == (is_removal, is_expiration)


@pytest.mark.parametrize("name", ["ObjectTagging:Put", "ObjectAcl:Put", "ObjectRestore:Post"])
def test_event_of_another_family_gives_no_hint(name: str) -> None:
    assert hints_in(an_s3_body(an_s3_record(name=name))) == ()


@pytest.mark.parametrize("key", ["exports/ana/x.jpg", "uploads/", "uploads/ana/", "x.jpg"])
def test_keys_of_others_and_folder_markers_give_no_hint(key: str) -> None:
    assert hints_in(an_s3_body(an_s3_record(key))) == ()


def test_several_records_are_several_hints_in_their_order() -> None:
    keys = [f"uploads/ana/{name}.jpg" for name in "bca"]

    assert keys_in(an_s3_body(*map(an_s3_record, keys))) == keys


def test_test_event_of_s3_gives_no_hint() -> None:
    body = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET})

    assert hints_in(body) == ()


def test_request_to_analyze_again_names_image_and_revision() -> None:
    (hint,) = hints_in(json.dumps({"imageId": IMAGE_ID, "ifRevision": 3}))

    assert hint == ReanalysisRequest(image_id=IMAGE_ID, if_revision=3)
    assert hint.image_id == IMAGE_ID


@pytest.mark.parametrize(
    "body",
    [
        *("", "null", "[]", "5", '"text"', "{}", "not JSON", "{", "[" * 100_000),
        *('{"Records": null}', '{"Records": [null]}', '{"Records": [{}]}', '{"Records": 5}'),
        *('{"imageId": null, "ifRevision": 1}', '{"imageId": []}', '{"imageId": 5}'),
        *(request_with(ifRevision=value) for value in (math.inf, True, None, "1", 1.5)),
        *(request_with(imageId=value) for value in ("", "x", "\ud800" * 26, IMAGE_ID * 100)),
        request_with(imageId=f"{IMAGE_ID}\n"),
        json.dumps({"imageId": IMAGE_ID}),
        an_s3_body(an_s3_record("uploads/ana/" + "x" * MAX_KEY_BYTES)),
        body_with(object={}),
        body_with(object={"key": None}),
        body_with(object={"key": 5}),
        body_with(object={"key": "uploads/ana/%FF.jpg"}),
        body_with(object={"key": "uploads/ana/\ud800.jpg"}),
        body_with(object={"key": "uploads/ana/x.jpg", "sequencer": "not hexadecimal"}),
        body_with(object={"key": "uploads/ana/x.jpg", "sequencer": 5}),
        body_with(bucket={"name": "\ud800"}),
        body_with(bucket={}),
        body_with(bucket=None),
    ],
    ids=lambda body: body[:30] or "empty",
)
def test_malformed_body_is_refused(body: str) -> None:
    with pytest.raises(MalformedMessage):
        hints_in(body)


@given(st.text() | JSON.map(json.dumps))
def test_any_body_gives_hints_or_is_malformed(body: str) -> None:
    try:
        hints = hints_in(body)
    except MalformedMessage:
        return

    assert all(hint.image_id for hint in hints if isinstance(hint, ObjectHint))


@given(data=st.data())
def test_any_change_to_an_s3_event_gives_hints_or_is_malformed(data: st.DataObject) -> None:
    document = json.loads(an_s3_body())
    place: Any = document["Records"][0]
    for _ in range(data.draw(st.integers(0, 2))):
        place = place["s3"] if "s3" in place else place.get("object", place)
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)

    try:
        hints = hints_in(json.dumps(document))
    except MalformedMessage:
        return

    assert all(hint.image_id for hint in hints)


def test_message_is_read_from_an_sqs_record() -> None:
    message = a_message(id="m7", receive_count=3)

    assert message_of(an_sqs_record(message)) == message


def test_keys_with_every_character_quoted_are_read_the_same() -> None:
    record = an_s3_record()
    record["s3"]["object"]["key"] = quote("uploads/ana/ü.jpg", safe="")

    assert keys_in(an_s3_body(record)) == ["uploads/ana/ü.jpg"]
