"""What a conversation does between two turns of the event loop."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from appsync_emulator import AuthMode
from appsync_emulator.auth.authorization import Caller
from appsync_emulator.execution.engine import Engine
from appsync_emulator.realtime.conversation import Conversation
from appsync_emulator.realtime.publication import SubscriptionHub
from starlette.datastructures import Headers

from appsync_tests.tokens import Pool
from appsync_tests.toy import an_api, functions


class Line:
    """A connection that nobody is at the other end of."""

    def __init__(self) -> None:
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.tasks: list[asyncio.Task[None]] = []

    def send(self, frame: str) -> None:
        self._sent.put_nowait(json.loads(frame))

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.create_task(work))
        return self.tasks[-1]

    async def sent(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            return await self._sent.get()

    def is_quiet(self) -> bool:
        return self._sent.empty()


class Everyone:
    async def caller(self, presented: Any) -> Caller:
        if presented.authorization == "fails":
            raise ZeroDivisionError
        return Caller(AuthMode.COGNITO)


START: dict[str, Any] = {
    "id": "1",
    "type": "start",
    "payload": {"data": '{"query": "subscription { onAlbum { id } }"}'},
}


@asynccontextmanager
async def subscribed(pool: Pool) -> AsyncIterator[tuple[Line, Conversation, SubscriptionHub]]:
    invoker, line = functions(), Line()
    hub = SubscriptionHub(Engine(an_api(invoker, pool.definition()), invoker))
    upgrade: Any = SimpleNamespace(headers=Headers(), client=None)
    conversation = Conversation(line, upgrade, hub, Everyone())  # type: ignore[arg-type]
    conversation.receive(json.dumps(START))
    assert await line.sent() == {"type": "start_ack", "id": "1"}
    yield line, conversation, hub
    for task in line.tasks:
        task.cancel()


async def test_nothing_is_delivered_in_the_same_breath_as_a_stop(pool: Pool) -> None:
    async with subscribed(pool) as (line, conversation, hub):
        conversation.receive('{"type": "stop", "id": "1"}')
        hub.publish("putAlbum", {"id": "a1"})

        assert await line.sent() == {"type": "complete", "id": "1"}
        assert line.is_quiet()


async def test_a_new_start_hears_nothing_by_an_id_that_was_just_stopped(pool: Pool) -> None:
    async with subscribed(pool) as (line, conversation, hub):
        conversation.receive('{"type": "stop", "id": "1"}')
        conversation.receive(json.dumps(START))
        hub.publish("putAlbum", {"id": "before the start is acknowledged"})

        assert await line.sent() == {"type": "complete", "id": "1"}
        assert await line.sent() == {"type": "start_ack", "id": "1"}
        assert line.is_quiet()
        hub.publish("putAlbum", {"id": "a1"})
        payload = {"data": {"onAlbum": {"id": "a1"}}}
        assert await line.sent() == {"type": "data", "id": "1", "payload": payload}


async def test_a_start_that_fails_for_a_reason_of_ours_fails_alone(
    pool: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    async with subscribed(pool) as (line, conversation, hub):
        extensions = {"authorization": {"Authorization": "fails"}}
        conversation.receive(
            json.dumps(
                START | {"id": "2", "payload": START["payload"] | {"extensions": extensions}}
            )
        )
        refusal = await line.sent()
        hub.publish("putAlbum", {"id": "a1"})

        assert (await line.sent())["id"] == "1"
    assert (refusal["type"], refusal["id"]) == ("error", "2")
    assert refusal["payload"]["errors"][0]["errorType"] == "InternalFailure"
    assert "ZeroDivisionError" in caplog.text
