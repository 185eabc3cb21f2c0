"""The operator's commands after the deployment of another retention."""

from dataclasses import replace
from datetime import timedelta

from rekognition_tests.photos import astronaut

from adapters.clock import now
from adapters.table.records import TableImageRecords
from tests.stack.operator_commands import run_as_operator
from tests.support.system.documents import IMAGE
from tests.support.system.people import Person
from tests.support.system.system import System
from tests.support.waiting import eventually


async def test_image_that_has_expired_is_there_again_when_images_are_kept_for_ever(
    system: System, ana: Person
) -> None:
    upload = system.put(ana, "portrait.jpg", astronaut())
    await system.ingest.until_handled(upload.id, times=1)
    before = await ana.answer(IMAGE, id=upload.id)
    _expire(system, upload.id)
    expired = await ana.answer(IMAGE, id=upload.id)

    output = _renew(system)
    await eventually(lambda: _is_kept(system, upload.id), "the image")

    assert before["faceCount"] == 1
    assert expired is None
    assert output.startswith("renewed ")
    assert "not renewed" not in output
    after = await ana.answer(IMAGE, id=upload.id)
    assert (after["status"], after["faceCount"]) == ("ANALYZED", 1)


def _records(system: System) -> TableImageRecords:
    return TableImageRecords(system.dynamodb, system.outputs.table_name)


def _expire(system: System, image_id: str) -> None:
    record = _records(system).get(image_id)
    assert record
    expired = replace(record, expires_at=now() - timedelta(seconds=1))
    _records(system).put(expired, replacing=record)


def _is_kept(system: System, image_id: str) -> bool:
    record = _records(system).get(image_id)
    return record is not None and record.expires_at is None and record.face_set is not None


def _renew(system: System) -> str:
    command = ["make", "--silent", "--old-file=.venv/.ready"]  # keeps make from setting up .venv
    return run_as_operator(system, *command, "renew", f"STACK={system.outputs.stack_name}")
