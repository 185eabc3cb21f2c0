"""Subscriptions to the topic as docs/guides/topic.md describes them, each with a filter policy."""

from typing import Any

import pytest
from rekognition_tests.photos import astronaut, coffee

from tests.stack.web_listener import web_listener
from tests.support.builders import picture
from tests.support.system.people import Person
from tests.support.system.system import System
from tests.support.waiting import eventually

BY_BODY = {"FilterPolicyScope": "MessageBody"}
ENVELOPED = {"RawMessageDelivery": "false"}
TOO_SMALL = {"image": {"failure": {"code": ["TOO_SMALL"]}}}


@pytest.mark.parametrize("attributes", [{}, ENVELOPED], ids=["raw", "enveloped"])
async def test_queue_receives_events_that_its_policy_admits(
    system: System, ana: Person, attributes: dict[str, str]
) -> None:
    policy = {"owner": [ana.sub], "kind": ["ANALYZED"], "faceCount": [{"numeric": [">=", 1]}]}
    with system.topic.delivered_to_queue(attributes, **policy) as queue:
        system.put(ana, "coffee.jpg", coffee())
        system.put(ana, "text.jpg", b"no picture")
        await system.ingest.until_idle()
        portrait = system.put(ana, "portrait.jpg", astronaut())
        await queue.event(portrait.id)

    assert [event["imageId"] for event in queue.events] == [portrait.id]


async def test_queue_receives_events_that_a_policy_of_the_body_admits(
    system: System, ana: Person
) -> None:
    policy: dict[str, Any] = TOO_SMALL | {"owner": [ana.sub]}
    with system.topic.delivered_to_queue(BY_BODY, **policy) as queue:
        system.put(ana, "coffee.jpg", coffee())
        await system.ingest.until_idle()
        icon = system.put(ana, "icon.jpg", picture(40, 40))
        await queue.event(icon.id, "REJECTED")

    assert [event["imageId"] for event in queue.events] == [icon.id]


@pytest.mark.parametrize("is_raw", [False, True], ids=["enveloped", "raw"])
async def test_web_server_receives_events_that_its_policy_admits(
    system: System, ana: Person, *, is_raw: bool
) -> None:
    attributes = {"RawMessageDelivery": str(is_raw).lower()}
    with web_listener() as listener:
        subscribed = system.topic.delivered_to(
            listener.url, attributes, owner=[ana.sub], kind=["DELETED"]
        )
        with subscribed:
            await eventually(lambda: listener.confirmations, "a confirmation")
            async with system.receivers(ana) as receivers:
                upload = system.put(ana, "portrait.jpg", astronaut())
                await receivers.event(upload.id, "ANALYZED")
                system.delete(upload.key)
                await receivers.event(upload.id, "DELETED")
            inbox = listener.inbox
            await inbox.event(upload.id)

    assert inbox.kinds_of(upload.id) == ["DELETED"]
    (confirmation,) = listener.confirmations
    assert confirmation["TopicArn"] == system.outputs.topic_arn


async def test_web_server_that_has_not_confirmed_receives_nothing(
    system: System, ana: Person
) -> None:
    with (
        web_listener(confirms=False) as listener,
        system.topic.delivered_to(listener.url, {}, owner=[ana.sub]),
    ):
        await eventually(lambda: listener.confirmations, "a confirmation")
        async with system.receivers(ana) as receivers:
            upload = system.put(ana, "coffee.jpg", coffee())
            await receivers.event(upload.id)
            await system.all_delivered(ana, receivers)

        assert list(listener.inbox.receive()) == []
