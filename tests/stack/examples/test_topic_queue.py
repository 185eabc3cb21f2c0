import json
from pathlib import Path

from rekognition_tests.photos import astronaut, group_of

from tests.stack.examples.program import running
from tests.support.system.system import System

COMMAND = (".venv/bin/python", "examples/topic_queue/service.py")


def test_group_photo_is_printed_once_when_its_event_is_delivered_again(
    system: System, clone: Path
) -> None:
    owner = system.sign_up()

    with running(COMMAND, clone) as service:
        queue_url = service.line("waiting for group photos").split()[-1]
        system.put(owner, "alone.jpg", astronaut())
        first = system.put(owner, "first.jpg", group_of(2, 1))
        printed = service.line(first.key)
        repeated = {
            "id": printed.split()[0],
            "imageId": first.id,
            "revision": 1,
            "image": {"faceCount": 2, "key": "repeated.jpg"},
        }
        system.topic.sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps(repeated))
        newer = repeated | {"revision": 2, "image": {"faceCount": 3, "key": "newer.jpg"}}
        system.topic.sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps(newer))
        service.line("3 faces in newer.jpg")

    assert printed == f"{first.id}-1 2 faces in {first.key}"
    assert not [line for line in service.seen if "alone.jpg" in line or "repeated.jpg" in line]
