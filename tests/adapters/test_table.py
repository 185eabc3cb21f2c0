import base64
from typing import Any

import pytest
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st

from adapters import clients
from adapters.table import keys
from adapters.table.attribute_values import from_item, to_item
from adapters.table.batches import TableThrottled
from adapters.table.faces import TableFaces
from adapters.table.items import face_item, record_item
from adapters.table.records import TableImageRecords
from core.model.errors import InvalidNextToken
from core.model.image import image_id
from tests.support.builders import (
    BUCKET,
    FACE_SET,
    KEY,
    MINUTE,
    NOW,
    OTHER_FACE_SET,
    a_full_face_detail,
    a_lease,
    a_record,
    a_tombstone,
    an_image,
    some_faces,
)
from tests.support.simulated_aws import SimulatedAws, dynamodb_client

MAX_ITEM_BYTES = 400 * 1024
# DynamoDB's range of magnitudes, within what a float can hold.
FLOATS = st.floats(1e-129, 1e125) | st.floats(-1e125, -1e-129) | st.just(0.0)
IMAGE_ID = image_id(BUCKET, KEY)


@pytest.fixture
def records(aws: SimulatedAws) -> TableImageRecords:
    return TableImageRecords(dynamodb_client(), aws.table_name)


@pytest.fixture
def faces(aws: SimulatedAws) -> TableFaces:
    return TableFaces(dynamodb_client(), aws.table_name)


@pytest.fixture
def pauses_s(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that the code makes; they take no time."""
    made: list[float] = []
    monkeypatch.setattr("adapters.table.batches.time.sleep", made.append)
    return made


def items(table_name: str) -> list[dict[str, Any]]:
    return dynamodb_client().scan(TableName=table_name)["Items"]


def a_token(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


@given(FLOATS)
def test_floats_keep_every_digit(number: float) -> None:
    stored = from_item(to_item({"x": number}))

    assert float(stored["x"]) == number


@given(st.integers(-(10**38) + 1, 10**38 - 1))
def test_integers_keep_every_digit_and_stay_integers(number: int) -> None:
    stored = from_item(to_item({"x": {"list": [number]}}))

    assert stored == {"x": {"list": [number]}}
    assert type(stored["x"]["list"][0]) is int


def test_members_that_are_unknown_are_absent() -> None:
    item = to_item({"known": 1, "unknown": None, "nested": {"unknown": None}, "list": [None]})

    assert item == {
        "known": {"N": "1"},
        "nested": {"M": {}},
        "list": {"L": [{"NULL": True}]},
    }


@pytest.mark.parametrize("text", ["", "ü😀", "\x00", "two\nlines", "#{}"])
def test_texts_are_kept_as_they_are(text: str) -> None:
    assert from_item(to_item({"text": text})) == {"text": text}


def test_every_face_and_the_record_stay_far_below_the_largest_item() -> None:
    (face,) = some_faces(detail=a_full_face_detail())
    longest_key = "uploads/ana/" + "😀" * 253

    assert len(str(face_item(face, "ana", NOW))) < MAX_ITEM_BYTES / 20
    assert len(str(record_item(a_record(an_image(longest_key))))) < MAX_ITEM_BYTES / 20


def test_image_and_its_faces_share_a_partition(
    records: TableImageRecords, faces: TableFaces
) -> None:
    records.put(a_record(), replacing=None)
    faces.write("ana", NOW, some_faces(2))

    stored = items(records.table_name)

    assert {item["pk"]["S"] for item in stored} == {f"IMAGE#{IMAGE_ID}"}
    assert sorted(item["sk"]["S"] for item in stored) == [
        *(f"FACE#{FACE_SET}#0{n}" for n in range(2)),
        "IMAGE",
    ]


def test_expiry_is_in_whole_seconds_as_dynamodb_needs_it(records: TableImageRecords) -> None:
    records.put(a_record(a_tombstone(), expires_at=NOW), replacing=None)

    (item,) = items(records.table_name)

    assert item[keys.EXPIRES_AT] == {"N": str(int(NOW.timestamp()))}


def test_faces_expire_exactly_if_their_image_expires(faces: TableFaces) -> None:
    faces.write("ana", NOW, some_faces(), NOW + MINUTE)
    faces.write("ana", NOW, some_faces(face_set=OTHER_FACE_SET))

    kept, expiring = sorted(items(faces.table_name), key=lambda item: keys.EXPIRES_AT in item)

    assert expiring[keys.EXPIRES_AT] == {"N": str(int((NOW + MINUTE).timestamp()))}
    assert keys.EXPIRES_AT not in kept


def test_tombstone_keeps_nothing_of_the_image(records: TableImageRecords) -> None:
    stored = records.put(a_record(lease=a_lease(token=OTHER_FACE_SET)), replacing=None)
    records.put(a_record(a_tombstone(), expires_at=NOW), replacing=stored)

    (item,) = items(records.table_name)

    assert item.keys() == {"pk", "sk", "image", "sequencer", "expiresAt", "write"}
    assert item["image"]["M"].keys() == {"id", "owner", "revision"}
    assert KEY not in str(item)


def test_status_index_shows_one_owners_images_of_one_status(records: TableImageRecords) -> None:
    records.put(a_record(), replacing=None)

    response = dynamodb_client().query(
        TableName=records.table_name,
        IndexName=keys.IMAGES_BY_STATUS,
        KeyConditionExpression=f"{keys.OWNER_STATUS} = :value",
        ExpressionAttributeValues={":value": {"S": "ana#ANALYZED"}},
    )

    assert response["Count"] == 1


@pytest.mark.parametrize(
    "position",
    [
        "",
        "2026-03-01T12:00:00.000Z",
        f"2026-03-01T12:00:00.000Z#{IMAGE_ID}#",
        f"2026-03-01T12:00:00.000Z#{IMAGE_ID}\n",
        f"2026-03-01T12:00:00.000Z#{IMAGE_ID.upper()}",
        f"ben#{IMAGE_ID}",
        f"IMAGE#{IMAGE_ID}",
        '{"owner": "ben"}',
    ],
)
def test_token_of_another_form_is_refused_by_both_lists(
    records: TableImageRecords, faces: TableFaces, position: str
) -> None:
    token = a_token(position) or "="

    with pytest.raises(InvalidNextToken):
        records.page("ana", None, 10, token, NOW)
    with pytest.raises(InvalidNextToken):
        faces.page_of_ids("ana", 10, token)


def test_token_of_one_list_is_refused_by_the_other(
    records: TableImageRecords, faces: TableFaces
) -> None:
    of_an_image = a_token(keys.image_position(IMAGE_ID, NOW))
    of_a_face = a_token(keys.face_position(some_faces()[0].id, NOW))

    with pytest.raises(InvalidNextToken):
        faces.page_of_ids("ana", 10, of_an_image)
    with pytest.raises(InvalidNextToken):
        records.page("ana", None, 10, of_a_face, NOW)


def test_token_holds_a_position_and_nothing_of_the_owner(records: TableImageRecords) -> None:
    for name in "ab":
        records.put(a_record(an_image(f"uploads/ana-the-owner/{name}.jpg")), replacing=None)

    token = records.page("ana-the-owner", None, 1, None, NOW).next_token

    assert token
    position = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    assert position == keys.image_position(position[-26:], an_image().uploaded_at)


@pytest.mark.usefixtures("aws")
def test_items_that_dynamodb_leaves_unprocessed_are_written_again(pauses_s: list[float]) -> None:
    client = clients.dynamodb_client()
    face = face_item(some_faces()[0], "ana", NOW)
    request = {"images": [{"PutRequest": {"Item": face}}]}
    with Stubber(client) as dynamodb:
        dynamodb.add_response(
            "batch_write_item", {"UnprocessedItems": request}, {"RequestItems": request}
        )
        dynamodb.add_response(
            "batch_write_item", {"UnprocessedItems": {}}, {"RequestItems": request}
        )

        TableFaces(client, "images").write("ana", NOW, some_faces(1))

        dynamodb.assert_no_pending_responses()
    assert len(pauses_s) == 1


@pytest.mark.usefixtures("aws")
def test_write_that_dynamodb_never_takes_is_given_up_after_growing_pauses(
    pauses_s: list[float],
) -> None:
    client = clients.dynamodb_client()
    request = {"images": [{"DeleteRequest": {"Key": {"pk": {"S": "x"}, "sk": {"S": "y"}}}}]}
    with Stubber(client) as dynamodb:
        for _ in range(8):
            dynamodb.add_response("batch_write_item", {"UnprocessedItems": request})

        with pytest.raises(TableThrottled):
            TableFaces(client, "images").write("ana", NOW, some_faces(1))

        dynamodb.assert_no_pending_responses()
    assert len(pauses_s) == 8
    assert max(pauses_s) == pauses_s[-1] > 8 * pauses_s[0]


@pytest.mark.usefixtures("aws")
def test_keys_that_dynamodb_leaves_unprocessed_are_read_again(pauses_s: list[float]) -> None:
    client = clients.dynamodb_client()
    one, other = a_record(), a_record(an_image("uploads/ana/other.jpg"))
    rest = {"images": {"Keys": [{"pk": {"S": f"IMAGE#{other.id}"}, "sk": {"S": "IMAGE"}}]}}
    with Stubber(client) as dynamodb:
        dynamodb.add_response(
            "batch_get_item",
            {"Responses": {"images": [record_item(one)]}, "UnprocessedKeys": rest},
        )
        dynamodb.add_response(
            "batch_get_item",
            {"Responses": {"images": [record_item(other)]}, "UnprocessedKeys": {}},
            {"RequestItems": rest},
        )

        found = TableImageRecords(client, "images").get_many([one.id, other.id])

    assert found == {one.id: one, other.id: other}
    assert len(pauses_s) == 1
