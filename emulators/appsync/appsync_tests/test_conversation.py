"""A conversation without a socket: its steps between two turns of the event loop."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from appsync_emulator import AuthMode
from appsync_emulator.auth.authentication import Authentication, Presented
from appsync_emulator.auth.authorization import Caller
from appsync_emulator.execution.engine import Engine
from appsync_emulator.realtime.channel import Channel
from appsync_emulator.realtime.conversation import Conversation
from appsync_emulator.realtime.handshake import Upgrade
from appsync_emulator.realtime.outbox import Backlog, Outbox
from appsync_emulator.realtime.publication import SubscriptionHub

from appsync_tests.tokens import Pool
from appsync_tests.toy import an_api, functions


class AnyCaller:
    def recognises(self, _presented: Presented) -> bool:
        return True

    async def authenticate(self, presented: Presented) -> Caller:
        if presented.authorization == "fails":
            raise ZeroDivisionError
        return Caller(AuthMode.COGNITO)


START: dict[str, Any] = {
    "id": "1",
    "type": "start",
    "payload": {
        "data": '{"query": "subscription { onAlbum { id } }"}',
        "extensions": {"authorization": {"Authorization": "a token"}},
    },
}


async def next_frame(channel: Channel) -> dict[str, Any]:
    async with asyncio.timeout(5):
        frame: dict[str, Any] = json.loads(await channel.next())
        return frame


@asynccontextmanager
async def subscribed(pool: Pool) -> AsyncIterator[tuple[Channel, Conversation, SubscriptionHub]]:
    invoker, channel = functions(), Channel(Outbox(10_000, Backlog(10_000)))
    hub = SubscriptionHub(Engine(an_api(invoker, pool.definition()), invoker))
    upgrade = Upgrade(headers={"host": "localhost"}, parameters={})
    conversation = Conversation(channel, upgrade, hub, Authentication([AnyCaller()]))
    conversation.receive(json.dumps(START))
    assert await next_frame(channel) == {"type": "start_ack", "id": "1"}
    yield channel, conversation, hub
    await channel.stop()


async def test_nothing_is_delivered_once_a_stop_was_received(pool: Pool) -> None:
    async with subscribed(pool) as (channel, conversation, hub):
        conversation.receive('{"type": "stop", "id": "1"}')
        hub.publish("putAlbum", {"id": "a1"})

        assert await next_frame(channel) == {"type": "complete", "id": "1"}
        assert channel.drain() == []


async def test_a_new_start_receives_nothing_before_its_ack_under_an_id_that_was_just_stopped(
    pool: Pool,
) -> None:
    async with subscribed(pool) as (channel, conversation, hub):
        conversation.receive('{"type": "stop", "id": "1"}')
        conversation.receive(json.dumps(START))
        hub.publish("putAlbum", {"id": "before the start is acknowledged"})

        assert await next_frame(channel) == {"type": "complete", "id": "1"}
        assert await next_frame(channel) == {"type": "start_ack", "id": "1"}
        assert channel.drain() == []
        hub.publish("putAlbum", {"id": "a1"})
        payload = {"data": {"onAlbum": {"id": "a1"}}}
        assert await next_frame(channel) == {"type": "data", "id": "1", "payload": payload}


async def test_a_start_that_fails_inside_the_emulator_fails_alone(
    pool: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    async with subscribed(pool) as (channel, conversation, hub):
        extensions = {"authorization": {"Authorization": "fails"}}
        conversation.receive(
            json.dumps(
                START | {"id": "2", "payload": START["payload"] | {"extensions": extensions}}
            )
        )
        refusal = await next_frame(channel)
        hub.publish("putAlbum", {"id": "a1"})

        assert (await next_frame(channel))["id"] == "1"
    assert (refusal["type"], refusal["id"]) == ("error", "2")
    assert refusal["payload"]["errors"][0]["errorType"] == "InternalFailure"
    assert "ZeroDivisionError" in caplog.text
