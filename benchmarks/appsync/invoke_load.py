"""Like `load`, but calls a Lambda function with boto3, in as many threads as there are clients.

Reads one JSON document a line: `{endpoint, function, event, clients, seconds}`. Writes the time
that the calls took and the latency of each invocation.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import boto3
from botocore.config import Config


def _run(order: dict[str, Any]) -> dict[str, Any]:
    clients = order["clients"]
    functions = boto3.client(
        "lambda",
        endpoint_url=order["endpoint"],
        config=Config(max_pool_connections=clients, retries={"max_attempts": 0}),
    )
    invoke = partial(
        functions.invoke, FunctionName=order["function"], Payload=json.dumps(order["event"])
    )
    started_at = time.perf_counter()
    until = started_at + order["seconds"]
    with ThreadPoolExecutor(clients) as threads:
        results = list(threads.map(lambda _: _client(invoke, until), range(clients)))
    latencies = [each for client in results for each in client]
    return {"took_s": time.perf_counter() - started_at, "latencies_s": latencies}


def _client(invoke: Any, until: float) -> list[float]:
    latencies = []
    while (asked_at := time.perf_counter()) < until:
        invoke()["Payload"].read()
        latencies.append(time.perf_counter() - asked_at)
    return latencies


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
