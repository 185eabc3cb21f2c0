"""A subscriber of the API: gql with its AppSync transport, as an application would use it."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from urllib.parse import urlsplit

from gql import Client, GraphQLRequest
from gql.transport.appsync_auth import AppSyncJWTAuthentication
from gql.transport.appsync_websockets import AppSyncWebsocketsTransport

from benchmarks.arrivals import Arrivals
from laptop.outputs import Outputs, User

_CONNECT_TIMEOUT_S = 10
_DOCUMENT = """subscription ($owner: ID!) {
  onImageEvent(owner: $owner) {
    kind imageId image { status faceCount }
    faces { confidence boundingBox { left top width height } }
  }
}"""


@contextmanager
def subscribed(outputs: Outputs, user: User) -> Iterator[Arrivals]:
    """Connected when the block is entered; gql does not report when the subscription has begun."""
    arrivals, connected = Arrivals(), Future[None]()
    loop = asyncio.new_event_loop()
    task = loop.create_task(_listen(outputs, user, arrivals, connected))
    thread = threading.Thread(target=_run, args=(loop, task, connected))
    thread.start()
    try:
        connected.result(_CONNECT_TIMEOUT_S)
        yield arrivals
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()


async def _listen(
    outputs: Outputs, user: User, arrivals: Arrivals, connected: Future[None]
) -> None:
    host = urlsplit(outputs.realtime_url).netloc
    transport = AppSyncWebsocketsTransport(
        outputs.realtime_url,
        auth=AppSyncJWTAuthentication(host=host, jwt=user.id_token),
        connect_args={"proxy": None},
    )
    request = GraphQLRequest(_DOCUMENT, variable_values={"owner": user.sub})
    async with Client(transport=transport) as session:
        events = session.subscribe(request)
        connected.set_result(None)
        async for event in events:
            arrivals.note(event["onImageEvent"]["imageId"])


def _run(
    loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]", connected: Future[None]
) -> None:
    loop.run_until_complete(asyncio.wait([task]))
    loop.close()
    error = None if task.cancelled() else task.exception()
    if error and connected.done():
        raise error
    if error:
        connected.set_exception(error)
