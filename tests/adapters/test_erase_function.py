"""The erase function over moto: its queue, its bucket and its table."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.clock import now
from adapters.sqs_messages import MalformedMessage
from adapters.table.erasures import TableErasures
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.model.erasure import Erasure, ErasureCounts, ErasureOrder, ErasureRecord, ErasureStatus
from core.model.image import Tombstone, image_id
from core.model.wire import to_wire
from processors.erase.messages import order_in
from tests.support.builders import BUCKET, NOW, a_message, a_record, an_sqs_record, some_faces
from tests.support.cold_start import cold_start
from tests.support.lambda_context import Context
from tests.support.simulated_aws import SimulatedAws, dynamodb_client, s3_client

KEY = "uploads/ana/portrait.jpg"
UNSEEN = "uploads/ana/a b+ü😀.jpg"
BENS = "uploads/ben/portrait.jpg"
ORDER = ErasureOrder(erase_owner="ana", erasure_id="job-1", slice=0)


@pytest.fixture
def erasures(aws: SimulatedAws) -> TableErasures:
    """A running job, with data to remove and data to keep."""
    erasures = TableErasures(dynamodb_client(), aws.table_name)
    state = Erasure(id="job-1", status=ErasureStatus.RUNNING, requested_at=NOW)
    erasures.put(ErasureRecord(owner="ana", state=state), replacing=None)
    for key in (KEY, KEY, UNSEEN, BENS):
        s3_client().put_object(Bucket=BUCKET, Key=key, Body=b"body")
    TableFaces(dynamodb_client(), aws.table_name).write("ana", NOW, some_faces(2))
    TableImageRecords(dynamodb_client(), aws.table_name).put(a_record(), replacing=None)
    return erasures


def run(function: Any, *orders: ErasureOrder, receive_count: int = 1) -> list[str]:
    bodies = [json.dumps(to_wire(order)) for order in orders]
    messages = [a_message(body, receive_count=receive_count) for body in bodies]
    event = {"Records": [an_sqs_record(message) for message in messages]}
    answer: dict[str, list[dict[str, str]]] = function.lambda_handler(event, Context())
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def an_hour_later(function: Any) -> Any:
    eraser = replace(function.processor.eraser, now=lambda: now() + timedelta(hours=1))
    function.processor = replace(function.processor, eraser=eraser)
    return function


def keys_in_bucket() -> set[str]:
    listed = s3_client().list_object_versions(Bucket=BUCKET)
    return {entry["Key"] for entry in [*listed["Versions"], *listed.get("DeleteMarkers", [])]}


def test_all_data_of_the_owner_is_erased_in_two_slices(
    aws: SimulatedAws, erasures: TableErasures
) -> None:
    function = cold_start("processors.erase.handler", aws)
    assert run(function, ORDER) == []

    assert run(an_hour_later(function), replace(ORDER, slice=1)) == []

    done = erasures.get("ana")
    assert done
    assert done.state.status is ErasureStatus.DONE
    assert done.state.removed == ErasureCounts(object_versions=3, images=1, faces=2)
    assert done.state.found == ErasureCounts()
    assert keys_in_bucket() == {BENS}
    record = TableImageRecords(dynamodb_client(), aws.table_name).get(image_id(BUCKET, KEY))
    assert record
    assert isinstance(record.state, Tombstone)


def test_second_look_comes_back_when_it_is_too_early(
    aws: SimulatedAws, erasures: TableErasures
) -> None:
    function = cold_start("processors.erase.handler", aws)
    run(function, ORDER)
    before = erasures.get("ana")

    assert run(function, replace(ORDER, slice=1)) == ["m1"]

    assert erasures.get("ana") == before


def test_order_that_fails_comes_back_and_the_job_has_failed_after_the_last_try(
    aws: SimulatedAws, erasures: TableErasures
) -> None:
    function: Any = cold_start("processors.erase.handler", aws)
    eraser = replace(function.processor.eraser, bucket="no-such-bucket")
    function.processor = replace(function.processor, eraser=eraser)

    assert run(function, ORDER) == ["m1"]
    waiting = erasures.get("ana")
    assert run(function, ORDER, receive_count=6) == ["m1"]

    failed = erasures.get("ana")
    assert waiting
    assert waiting.state.status is ErasureStatus.RUNNING
    assert failed
    assert failed.state.status is ErasureStatus.FAILED
    assert keys_in_bucket() == {KEY, UNSEEN, BENS}


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"eraseOwner": "ana"}', "null", '"ana"'])
def test_message_that_is_not_an_order_comes_back(
    aws: SimulatedAws, erasures: TableErasures, body: str
) -> None:
    function = cold_start("processors.erase.handler", aws)
    before = erasures.get("ana")
    event = {"Records": [an_sqs_record(a_message(body))]}

    answer = function.lambda_handler(event, Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert erasures.get("ana") == before
    with pytest.raises(MalformedMessage):
        order_in(body)
