import json
from typing import Any

import pytest
from streams_emulator.response import first_failed

BATCH = ["100", "101", "102"]


@pytest.mark.parametrize(
    "answer", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}]
)
def test_batch_is_done_when_no_failure_is_reported(answer: Any) -> None:
    assert first_failed(json.dumps(answer).encode(), BATCH) is None


def test_batch_is_done_when_the_function_answers_nothing() -> None:
    assert first_failed(b"", BATCH) is None


def test_lowest_reported_record_is_where_to_continue() -> None:
    assert first_failed(reported("102", "101"), BATCH) == 1


@pytest.mark.parametrize("identifier", ["", None, "999", 101], ids=repr)
def test_whole_batch_has_failed_when_an_identifier_is_not_in_the_batch(identifier: Any) -> None:
    assert first_failed(reported("102", identifier), BATCH) == 0


@pytest.mark.parametrize(
    "answer",
    [{"batchItemFailures": [{"id": "101"}]}, {"batchItemFailures": "101"}, "done", [1], True],
    ids=repr,
)
def test_whole_batch_has_failed_when_the_answer_is_malformed(answer: Any) -> None:
    assert first_failed(json.dumps(answer).encode(), BATCH) == 0


def reported(*identifiers: Any) -> bytes:
    failures = [{"itemIdentifier": identifier} for identifier in identifiers]
    return json.dumps({"batchItemFailures": failures}).encode()
