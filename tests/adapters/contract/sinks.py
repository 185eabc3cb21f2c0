"""Sinks of events, each with a receiver of what it delivers."""

import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

import urllib3
from appsync_emulator import Resolver
from appsync_tests.conftest import shop_with
from appsync_tests.sockets import Socket, connected
from appsync_tests.tokens import Pool
from appsync_tests.toy import REGION, SHOP_KEY, PythonFunctions
from botocore.exceptions import ClientError
from botocore.session import Session, get_session

from adapters.subscriptions import PublishingRefused, Subscriptions
from adapters.topic import Topic
from core.model.event import ImageEvent
from core.model.wire import from_wire
from core.ports import EventSink
from resolvers import events
from resolvers.router import Router
from tests.adapters.contract.conftest import Messaging
from tests.support.documents import ON_IMAGE_EVENT
from tests.support.fakes import FakeSink
from tests.support.simulation.ports import PortFailure

_RESOLVED = (("Mutation", "publishImageEvent"), ("Subscription", "onImageEvent"))


class Audience(Protocol):
    """`broken` cannot deliver and raises `failure`."""

    @property
    def sink(self) -> EventSink: ...

    @property
    def broken(self) -> EventSink: ...

    @property
    def failure(self) -> type[Exception]: ...

    async def receive(self, count: int) -> list[ImageEvent]:
        """Returns at least `count` events in any order, with all that arrived until then."""
        ...


Opened = AbstractAsyncContextManager[Audience]


class FakeAudience:
    def __init__(self) -> None:
        self.sink = FakeSink()
        self.broken = FakeSink(failures=[PortFailure()])
        self.failure = PortFailure

    async def receive(self, count: int) -> list[ImageEvent]:
        assert len(self.sink.events) >= count
        return [*self.sink.events, *self.broken.events]


@dataclass
class TopicAudience:
    """A queue that is subscribed to the topic."""

    messaging: Messaging
    topic_arn: str
    queue_url: str
    failure: type[Exception] = ClientError

    @property
    def sink(self) -> Topic:
        return Topic(self.messaging.sns, self.topic_arn)

    @property
    def broken(self) -> Topic:
        return Topic(self.messaging.sns, f"{self.topic_arn}-gone")

    async def receive(self, count: int) -> list[ImageEvent]:
        received: list[ImageEvent] = []
        while len(received) < count:
            received += self._receive(wait_s=10)
        return received + self._receive(wait_s=0)

    def _receive(self, wait_s: int) -> list[ImageEvent]:
        received = self.messaging.sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=wait_s
        )
        bodies = [message["Body"] for message in received.get("Messages", [])]
        assert bodies or not wait_s, "nothing was received"
        return [from_wire(ImageEvent, json.loads(body)) for body in bodies]


@dataclass
class Subscriber:
    """A WebSocket of the user ana."""

    sink: Subscriptions
    broken: Subscriptions
    socket: Socket
    failure: type[Exception] = PublishingRefused

    async def receive(self, count: int) -> list[ImageEvent]:
        received = [_event_in(await self.socket.receive()) for _ in range(count)]
        assert await self.socket.silent()
        return received


@asynccontextmanager
async def fake_audience() -> AsyncIterator[Audience]:
    yield FakeAudience()


@asynccontextmanager
async def topic_audience(messaging: Messaging) -> AsyncIterator[Audience]:
    name = f"contract-{uuid4()}"
    topic_arn = messaging.sns.create_topic(Name=name)["TopicArn"]
    queue_url = messaging.sqs.create_queue(QueueName=name)["QueueUrl"]
    attributes = messaging.sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
    messaging.sns.subscribe(
        TopicArn=topic_arn,
        Protocol="sqs",
        Endpoint=attributes["Attributes"]["QueueArn"],
        Attributes={"RawMessageDelivery": "true"},
    )
    yield TopicAudience(messaging, topic_arn, queue_url)


@asynccontextmanager
async def subscriber(pool: Pool, sdl: str) -> AsyncIterator[Audience]:
    """A subscriber of the deployed schema, with its event resolvers, on our AppSync emulator."""
    router = Router(events.field)
    functions = PythonFunctions({"events": lambda event: router.dispatch(event, "request-7")})
    resolvers = dict.fromkeys(_RESOLVED, Resolver("events"))
    with (
        shop_with(pool, functions, sdl=sdl, resolvers=resolvers) as api,
        urllib3.PoolManager() as http,
    ):
        async with connected(api) as socket:
            token = pool.token(sub="ana")
            authorization = {"host": api.host, "Authorization": token}
            answer = await socket.start(
                ON_IMAGE_EVENT.text, {"owner": "ana"}, authorization=authorization
            )
            assert answer == {"type": "start_ack", "id": "1"}, answer
            yield Subscriber(
                sink=Subscriptions(_session(SHOP_KEY.secret_access_key), http, api.url),
                broken=Subscriptions(_session("another secret"), http, api.url),
                socket=socket,
            )


def _session(secret: str) -> Session:
    session = get_session()
    session.set_config_variable("region", REGION)
    session.set_credentials(SHOP_KEY.access_key_id, secret)
    return session


def _event_in(message: dict[str, Any]) -> ImageEvent:
    event = message["payload"]["data"]["onImageEvent"]
    if event["image"]:
        # Computed fields are resolved for a query only; events do not hold them.
        assert (event["image"].pop("url"), event["image"].pop("faces")) == (None, None)
    return from_wire(ImageEvent, event)
