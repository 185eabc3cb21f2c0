"""From a dead-lettered message to the same message moved back."""

import json
from datetime import UTC, datetime

from rekognition_tests.photos import astronaut, coffee

from adapters.table.erasures import TableErasures
from core.model.erasure import Erasure, ErasureRecord, ErasureStatus
from core.model.wire import to_wire
from tests.stack.enforced.test_erasure import objects_of, until_erasure
from tests.stack.operator_commands import run_as_operator
from tests.support.system.documents import ERASURE, IMAGE
from tests.support.system.people import Person
from tests.support.system.system import System, Upload, names
from tests.support.waiting import eventually


async def test_dead_lettered_image_is_analysed_when_its_message_is_moved_back(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        with (
            system.ingest.giving_up_after(receives=1),
            system.engine.refusing(names(f"uploads/{ana.sub}/portrait.jpg")),
            system.engine.refusing(names(f"uploads/{ana.sub}/coffee.jpg")),
        ):
            portrait = system.put(ana, "portrait.jpg", astronaut())
            still_life = system.put(ana, "coffee.jpg", coffee())
            failed = await receivers.event(portrait.id, "FAILED")
            await receivers.event(still_life.id, "FAILED")
            await eventually(
                lambda: _given_up(system, portrait) and _given_up(system, still_life),
                "both messages among the dead letters",
            )
        answered = await ana.answer(IMAGE, id=portrait.id)

        output = _redrive(system, portrait.id)
        analyzed = await receivers.event(portrait.id, "ANALYZED")
        await system.all_delivered(ana, receivers)
        left = _given_up(system, still_life)
        _redrive(system, still_life.id)
        await receivers.event(still_life.id, "ANALYZED")

    assert answered["failure"] == failed["image"]["failure"]
    assert failed["image"]["failure"]["retryable"] is True
    assert output.startswith("moved 1 messages, left ")
    assert f"moved: {portrait.id}\n" in output
    assert left
    assert not _given_up(system, portrait)
    assert (analyzed["revision"], analyzed["image"]["failure"]) == (2, None)
    assert receivers.kinds_of(portrait.id) == ["FAILED", "ANALYZED"]
    assert (await ana.answer(IMAGE, id=portrait.id))["faceCount"] == 1


async def test_dead_lettered_erasure_goes_on_when_its_order_is_moved_back(
    system: System, ana: Person
) -> None:
    upload = system.put(ana, "portrait.jpg", astronaut())
    await system.ingest.until_handled(upload.id, times=1)
    _give_up_an_order(system, ana)
    waiting = await ana.answer(ERASURE)

    output = _redrive(system, queue="erasure")
    going_on = await until_erasure(ana, lambda latest: latest["removed"]["objectVersions"])

    assert waiting["status"] == "RUNNING"
    assert output == f"moved 1 messages, left 0\nmoved: {waiting['id']}\n"
    assert going_on["id"] == waiting["id"]
    assert objects_of(system, ana) == []


def _give_up_an_order(system: System, owner: Person) -> None:
    """Leaves an erasure whose failure could not be written: it is RUNNING without a worker."""
    state = Erasure(
        id=f"job-of-{owner.sub}",
        status=ErasureStatus.RUNNING,
        requested_at=datetime.now(UTC),
    )
    job = ErasureRecord(owner=owner.sub, state=state)
    TableErasures(system.dynamodb, system.outputs.table_name).put(job, replacing=None)
    cloudformation = system.laptop.session.client(
        "cloudformation", endpoint_url=system.outputs.aws_endpoint
    )
    (stack,) = cloudformation.describe_stacks(StackName=system.outputs.stack_name)["Stacks"]
    urls = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    system.ingest.sqs.send_message(
        QueueUrl=urls["ErasureDeadLetterQueueUrl"], MessageBody=json.dumps(to_wire(job.order))
    )


def _given_up(system: System, upload: Upload) -> bool:
    return any(upload.key in body for body in system.ingest.dead_letters())


def _redrive(system: System, *image_ids: str, queue: str = "ingest") -> str:
    command = ["make", "--silent", "--old-file=.venv/.ready"]  # keeps make from setting up .venv
    command += ["redrive", f"STACK={system.outputs.stack_name}", f"QUEUE={queue}"]
    return run_as_operator(system, *command, IMAGES=" ".join(image_ids))
