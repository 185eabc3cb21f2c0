from pathlib import Path

from rekognition_tests.photos import group_of

from infrastructure.node import node_executable
from tests.stack.examples.program import running
from tests.support.system.people import Person
from tests.support.system.system import System

SCRIPT = "examples/node_amplify/changes.js"


def test_script_lists_the_images_and_prints_each_change(
    system: System, first_user: Person, installed: Path
) -> None:
    before = system.put(first_user, "before.jpg", group_of(2, 1))

    with running([node_executable(), SCRIPT], installed) as script:
        script.line("subscribed")
        after = system.put(first_user, "after.jpg", group_of(3, 1))
        received = script.line("received", after.key)

    assert received == f"received ANALYZED {after.key} 3"
    assert [line for line in script.seen if before.key in line]
