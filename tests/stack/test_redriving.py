"""From a message that is given up on to the same message moved back."""

from tests.photos import astronaut, coffee
from tests.stack.documents import IMAGE
from tests.stack.operator_commands import run_as_operator
from tests.stack.people import Person
from tests.stack.system import System, Upload, names
from tests.stack.waiting import eventually


async def test_image_that_was_given_up_on_is_analysed_when_its_message_is_moved_back(
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

        said = _redrive(system, portrait.id)
        analyzed = await receivers.event(portrait.id, "ANALYZED")
        await system.all_told(ana, receivers)
        left = _given_up(system, still_life)
        _redrive(system, still_life.id)
        await receivers.event(still_life.id, "ANALYZED")

    assert answered["failure"] == failed["image"]["failure"]
    assert failed["image"]["failure"]["retryable"] is True
    assert said.startswith("moved 1 messages, left ")
    assert f"moved: {portrait.id}\n" in said
    assert left
    assert not _given_up(system, portrait)
    assert (analyzed["revision"], analyzed["image"]["failure"]) == (2, None)
    assert receivers.kinds_of(portrait.id) == ["FAILED", "ANALYZED"]
    assert (await ana.answer(IMAGE, id=portrait.id))["faceCount"] == 1


def _given_up(system: System, upload: Upload) -> bool:
    return any(upload.key in body for body in system.ingest.dead_letters())


def _redrive(system: System, *image_ids: str) -> str:
    command = ["make", "--silent", "--old-file=.venv/.ready"]  # its setup is not for tests
    command += ["redrive", f"STACK={system.outputs.stack_name}"]
    return run_as_operator(system, *command, IMAGES=" ".join(image_ids))
