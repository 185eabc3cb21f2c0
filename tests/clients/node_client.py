"""Published clients in Node processes of their own, which read commands as lines of JSON."""

import asyncio
import itertools
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from infrastructure.node import node_executable
from tests.clients.published import Access, ClientFailed, Inbox

_FOLDER = Path(__file__).parent


class NodeClient:
    def __init__(self, process: Process) -> None:
        assert process.stdin
        assert process.stdout
        self._input, self._output = process.stdin, process.stdout
        self._ids = itertools.count()
        self._inboxes: dict[int, Inbox] = {}

    async def query(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        _, answers = self._command("query", document=document, variables=variables)
        return await answers.next()

    async def mutate(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        _, answers = self._command("mutate", document=document, variables=variables)
        return await answers.next()

    @asynccontextmanager
    async def subscribed(self, document: str, variables: dict[str, Any]) -> AsyncIterator[Inbox]:
        subscription, inbox = self._command("subscribe", document=document, variables=variables)
        yield inbox
        self._command("unsubscribe", subscription=subscription)

    def write(self, message: dict[str, Any]) -> None:
        self._input.write(json.dumps(message).encode() + b"\n")

    async def read(self) -> None:
        """Passes on the lines that the process prints, until it ends."""
        async for line in self._output:
            message = json.loads(line)
            errors = message.get("errors")
            self._inboxes[message["id"]].put(ClientFailed(errors) if errors else message["data"])
        for inbox in self._inboxes.values():
            inbox.put(ClientFailed([{"message": "The client's process ended."}]))

    def _command(self, command: str, **members: Any) -> tuple[int, Inbox]:
        command_id, inbox = next(self._ids), Inbox()
        self._inboxes[command_id] = inbox
        self.write({"id": command_id, "command": command, **members})
        return command_id, inbox


@asynccontextmanager
async def node_client(script: str, access: Access) -> AsyncIterator[NodeClient]:
    """The process ends with the block. Its warnings go to the test's stderr."""
    process = await asyncio.create_subprocess_exec(
        node_executable(),
        _FOLDER / script,
        stdin=PIPE,
        stdout=PIPE,
        env={
            "PATH": os.environ["PATH"],
            "NODE_EXTRA_CA_CERTS": str(access.authority_file),
        },
    )
    client = NodeClient(process)
    reading = asyncio.create_task(client.read())
    client.write(
        {"endpoint": access.endpoint, "region": access.region, "mode": access.mode}
        | access.credentials
    )
    try:
        yield client
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()
        await reading
