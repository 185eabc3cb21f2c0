"""The memory of the example behind the topic's queue, tested without a queue."""

import json
import runpy
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from core.lifetimes import TOMBSTONE_LIFETIME
from tests.support.pages import ROOT

OUTPUTS = {"awsEndpoint": "http://127.0.0.1:1", "region": "eu-west-1", "topicArn": "arn"}


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    (tmp_path / ".facegraph").mkdir()
    (tmp_path / ".facegraph" / "outputs.json").write_text(json.dumps(OUTPUTS))
    monkeypatch.chdir(tmp_path)
    return runpy.run_path(str(ROOT / "examples" / "topic_queue" / "service.py"))


def test_event_is_new_when_its_revision_is_higher(service: dict[str, Any]) -> None:
    memory, is_new = service["open_memory"](), service["is_new"]

    answers = [is_new(memory, an_event(revision)) for revision in (2, 2, 1, 3)]

    assert answers == [True, False, False, True]


def test_first_revision_is_new_once_the_tombstone_may_be_gone(service: dict[str, Any]) -> None:
    memory, is_new = service["open_memory"](), service["is_new"]
    is_new(memory, an_event(2))

    age(memory, TOMBSTONE_LIFETIME.total_seconds() - 60)
    assert not is_new(memory, an_event(1))
    age(memory, 120)
    assert is_new(memory, an_event(1))


def an_event(revision: int) -> dict[str, Any]:
    return {"imageId": "a", "revision": revision}


def age(memory: sqlite3.Connection, by_s: float) -> None:
    memory.execute("UPDATE handled SET at_s = at_s - ?", (by_s,))
