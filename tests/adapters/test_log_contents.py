"""Logs of functions that cannot reach S3, in process: they hold no object key."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from adapters.clock import now
from adapters.table.erasures import TableErasures
from adapters.table.records import TableImageRecords
from core.model.erasure import Erasure, ErasureOrder, ErasureRecord, ErasureStatus, target_of_key
from core.model.wire import to_wire
from processors.sweep.batch import SweepIncomplete
from resolvers.router import InternalError
from tests.support.builders import (
    BUCKET,
    MINUTE,
    NOW,
    a_lambda_event,
    a_lease,
    a_message,
    a_record,
    a_user,
    an_analyzed_image,
    an_image,
    an_s3_body,
    an_s3_record,
    an_sqs_record,
)
from tests.support.cold_start import cold_start
from tests.support.lambda_context import Context
from tests.support.log_contents import leaks_in
from tests.support.simulated_aws import SimulatedAws, dynamodb_client

FILE_NAME = "my-daughter-passport"
KEY = f"uploads/ana/u1/{FILE_NAME}.jpg"
NOBODY_LISTENS = "http://127.0.0.1:9"
Call = Callable[[SimulatedAws], dict[str, Any]]


def an_upload(aws: SimulatedAws) -> dict[str, Any]:
    assert aws.bucket
    return {"Records": [an_sqs_record(a_message(an_s3_body(an_s3_record(KEY))))]}


def an_order(aws: SimulatedAws) -> dict[str, Any]:
    state = Erasure(id="job-1", status=ErasureStatus.RUNNING, requested_at=NOW)
    job = ErasureRecord(owner="ana", state=state, target=target_of_key(BUCKET, KEY))
    TableErasures(dynamodb_client(), aws.table_name).put(job, replacing=None)
    order = ErasureOrder(erase_owner="ana", erasure_id="job-1", slice=0)
    return {"Records": [an_sqs_record(a_message(json.dumps(to_wire(order))))]}


def an_overdue_image(aws: SimulatedAws) -> dict[str, Any]:
    lease = a_lease(until=now() - 2 * MINUTE, last=True)
    records = TableImageRecords(dynamodb_client(), aws.table_name)
    records.put(a_record(an_image(KEY), lease=lease), replacing=None)
    return {}


def a_deletion(aws: SimulatedAws) -> dict[str, Any]:
    image = an_analyzed_image(KEY)
    TableImageRecords(dynamodb_client(), aws.table_name).put(a_record(image), replacing=None)
    return a_lambda_event("Mutation", "deleteImage", {"id": image.id}, a_user())


@pytest.mark.parametrize(
    ("function", "call", "logged"),
    [
        ("processors.analyze.handler", an_upload, "failed imageId="),
        ("processors.erase.handler", an_order, "failed erasureId="),
        ("processors.sweep.handler", an_overdue_image, "not swept imageId="),
        ("resolvers.handler", a_deletion, "resolver failed requestId="),
    ],
)
def test_no_key_is_logged_when_s3_cannot_be_reached(
    aws: SimulatedAws, caplog: pytest.LogCaptureFixture, function: str, call: Call, logged: str
) -> None:
    module = cold_start(function, aws, AWS_ENDPOINT_URL_S3=NOBODY_LISTENS)
    event = call(aws)

    with suppress(SweepIncomplete, InternalError):
        module.lambda_handler(event, Context())

    assert logged in caplog.text
    assert "EndpointConnectionError" in caplog.text
    assert leaks_in(caplog.text) == []
    assert FILE_NAME not in caplog.text
