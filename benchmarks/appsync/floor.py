"""The least that a GraphQL server does: strawberry's ASGI app, with the function in process.

Checks no credentials. Prints its address in a line of JSON and serves until its input ends.
"""

import json
import socket
import sys
import threading

import strawberry
import uvicorn
from strawberry.asgi import GraphQL

from benchmarks.appsync.album import album
from laptop.child_process import LOOPBACK


@strawberry.type
class Album:
    id: strawberry.ID
    title: str
    year: int
    tracks: list[str]


def _called(**arguments: str) -> Album:
    return Album(**album(arguments))


@strawberry.type
class Query:
    @strawberry.field
    async def album(self, id: strawberry.ID) -> Album | None:
        return _called(id=id)


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def put_album(self, id: strawberry.ID, title: str) -> Album | None:
        return _called(id=id, title=title)


def main() -> None:
    app: GraphQL[None, None] = GraphQL(strawberry.Schema(Query, Mutation))
    # Uses httptools, as our server does: with h11 a request costs a third more CPU time.
    config = uvicorn.Config(app, http="httptools", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    with socket.create_server((LOOPBACK, 0)) as listener:
        # asyncio sets it for sockets that name their protocol, which this one does not.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        url = f"http://{LOOPBACK}:{listener.getsockname()[1]}/graphql"
        print(json.dumps({"url": url}), flush=True)
        sys.stdin.read()
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
