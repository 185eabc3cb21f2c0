"""The calls that clients send to AWS."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import boto3

_recorded: list[str] = []


@contextmanager
def recorded_clients() -> Iterator[None]:
    """boto3's clients that are made in the block are recorded for good."""
    session = boto3.Session()
    session.events.register("before-parameter-build.*.*", _record)
    with patch.object(boto3, "DEFAULT_SESSION", session):
        yield


@contextmanager
def recording() -> Iterator[list[str]]:
    """The calls made in the block, each with all its parameters."""
    _recorded.clear()
    yield _recorded


def _record(params: Any, model: Any, **_: Any) -> None:
    _recorded.append(f"{model.service_model.service_name} {model.name} {json.dumps(params)}")
