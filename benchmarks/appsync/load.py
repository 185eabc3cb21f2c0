"""Clients that repeat one request, each as soon as the answer has arrived.

Reads one JSON document a line: `{url, headers, body, clients, seconds}`. Writes the time that the
requests took and the latency of each. An answer that differs from the first one ends the process.
"""

import asyncio
import json
import sys
import time
from typing import Any

import aiohttp


class AnswerChanged(Exception):
    """The same request had a different answer; the text is that answer."""


async def _run(order: dict[str, Any]) -> dict[str, Any]:
    body = order["body"].encode()
    connector = aiohttp.TCPConnector(limit=order["clients"])
    async with aiohttp.ClientSession(connector=connector, headers=order["headers"]) as session:
        first = await _ask(session, order["url"], body)
        started_at = time.perf_counter()
        until = started_at + order["seconds"]
        clients = [
            _client(session, order["url"], body, first, until) for _ in range(order["clients"])
        ]
        latencies = [each for client in await asyncio.gather(*clients) for each in client]
        return {"took_s": time.perf_counter() - started_at, "latencies_s": latencies}


async def _client(
    session: aiohttp.ClientSession, url: str, body: bytes, expected: Any, until: float
) -> list[float]:
    latencies = []
    while (asked_at := time.perf_counter()) < until:
        answer = await _ask(session, url, body)
        latencies.append(time.perf_counter() - asked_at)
        if answer != expected:
            raise AnswerChanged(str(answer))
    return latencies


async def _ask(session: aiohttp.ClientSession, url: str, body: bytes) -> Any:
    async with session.post(url, data=body) as response:
        return json.loads(await response.read())


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(asyncio.run(_run(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
