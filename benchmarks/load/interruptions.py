"""Parts of the laptop's system that die and come back."""

import os
import signal
import subprocess
import time
from collections import defaultdict
from pathlib import Path

from laptop.laptop import Laptop

_AWAY_S = 2


class NothingToKill(Exception):
    """The process that was to die could not be found."""


def kill_analyze_worker(laptop: Laptop) -> None:
    """kill -9; the emulator starts another worker, and the queue delivers the worker's messages
    again."""
    function = _analyze_function(laptop)
    for pid in _descendants(laptop.ministack.process.pid):
        if f"AWS_LAMBDA_FUNCTION_NAME={function}".encode() in _environment(pid):
            os.kill(pid, signal.SIGKILL)
            return
    raise NothingToKill(f"a worker of {function}")


def kill_engine(laptop: Laptop, engine_url: str) -> None:
    """kill -9, and a new data plane after a while."""
    process = laptop.engine.running
    if process is None:
        raise NothingToKill("the engine")
    for pid in _descendants(process.pid):
        os.kill(pid, signal.SIGKILL)
    laptop.engine.stop()
    time.sleep(_AWAY_S)
    laptop.engine.start().wait_until_ready(f"{engine_url}/ready")


def restart_data_plane(laptop: Laptop) -> None:
    laptop.api.stop()
    time.sleep(_AWAY_S)
    laptop.api.start()


def _analyze_function(laptop: Laptop) -> str:
    """The function that the ingest queue feeds."""
    endpoint = laptop.outputs.aws_endpoint
    sqs = laptop.session.client("sqs", endpoint_url=endpoint)
    attributes = sqs.get_queue_attributes(
        QueueUrl=laptop.outputs.queue_url, AttributeNames=["QueueArn"]
    )["Attributes"]
    functions = laptop.session.client("lambda", endpoint_url=endpoint)
    (mapping,) = functions.list_event_source_mappings(EventSourceArn=attributes["QueueArn"])[
        "EventSourceMappings"
    ]
    return mapping["FunctionArn"].rpartition(":")[2]


def _descendants(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    children: dict[int, list[int]] = defaultdict(list)
    for line in listed.splitlines():
        child, parent = map(int, line.split())
        children[parent].append(child)
    found, waiting = list[int](), list(children[pid])
    while waiting:
        found.append(waiting.pop())
        waiting += children[found[-1]]
    return found


def _environment(pid: int) -> bytes:
    """Linux only; empty on other systems and for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""
