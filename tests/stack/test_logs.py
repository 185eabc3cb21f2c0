"""The functions' logs of what a user does. The end of the whole run checks all logs once more."""

import json

import pytest
from rekognition_tests.photos import astronaut

from core.model.wire import to_wire
from tests.support.builders import a_full_face_detail
from tests.support.log_contents import FORBIDDEN, leaking, leaks_in, logged_by_functions
from tests.support.system.documents import CREATE_UPLOAD, DELETE_IMAGE, IMAGE, REANALYZE_IMAGE, URL
from tests.support.system.doorway import Answer
from tests.support.system.people import Person
from tests.support.system.system import System, names
from tests.support.waiting import eventually

_ENGINE_ERROR = Answer(500, json.dumps({"__type": "InternalServerError"}).encode())
PLANTED = {
    "a token": "authorization: eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl",
    "a signature": "GET /photo.jpg?X-Amz-Signature=0f3a",
    "a key": "AWSAccessKeyId=ASIAIOSFODNN7EXAMPLE",
    "a form's policy": "eyJleHBpcmF0aW9uIjogIjIwMjYtMDEtMDFUMDA6MDA6MDBaIn0=",
    "an object's key": "no such object: uploads/ana/holidays.jpg",
    "a face's attribute": json.dumps(to_wire(a_full_face_detail())),
    "a type that is seen on a face": "emotion is HAPPY",
    "a ratio": "left=0.4375123",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_leak_in_a_log_line_is_found(what: str) -> None:
    assert what in leaks_in(f"done imageId=a {PLANTED[what]}")


@pytest.mark.parametrize(
    "line",
    [
        "[INFO]\t2026-01-01T00:00:00.123Z\trequest-7\tdone imageId=abc outcome=ANALYZED",
        '{"_aws": {"Timestamp": 1790000000000}, "Images": 1, "outcome": "ANALYZED"}',
        "REPORT RequestId: 7 Duration: 0.52 ms Billed Duration: 1 ms",
    ],
)
def test_log_line_of_ids_and_counts_is_no_leak(line: str) -> None:
    assert leaks_in(line) == []


async def test_logs_hold_ids_only_when_photos_come_fail_are_shown_and_go(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        await ana.answer(CREATE_UPLOAD, fileName="holidays.jpg", contentType="image/jpeg")
        with system.engine.refusing(names(f"uploads/{ana.sub}/portrait.jpg"), _ENGINE_ERROR):
            upload = system.put(ana, "portrait.jpg", astronaut())
            await eventually(lambda: system.engine_calls(upload.key), "a refusal")
        await receivers.event(upload.id, "ANALYZED")
        for document in (IMAGE, URL, REANALYZE_IMAGE):
            await ana.answer(document, id=upload.id)
        await ana.ask(IMAGE, id="not an id")
        await system.all_delivered(ana, receivers)
        await ana.answer(DELETE_IMAGE, id=upload.id)
        await receivers.event(upload.id, "DELETED")

    lines = logged_by_functions(system.laptop.session, system.outputs.aws_endpoint)
    functions = {line.function for line in lines}
    assert functions >= {f"{name}.handler.lambda_handler" for name in _BUSY}
    assert any(upload.id in line.text for line in lines)
    assert leaking(lines) == []


_BUSY = ("processors.analyze", "processors.publish", "resolvers")
