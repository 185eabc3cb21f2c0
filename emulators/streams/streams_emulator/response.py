"""A function's response to a batch."""

import json
from collections.abc import Sequence
from typing import Any

_WHOLE_BATCH = 0


def first_failed(payload: bytes, sequence_numbers: Sequence[str]) -> int | None:
    """The index of the record to continue from; None if all are done.

    For a mapping with ReportBatchItemFailures. An identifier that is malformed or not of this
    batch fails the batch as a whole, as does an answer that is no JSON object.
    """
    answer = _parsed(payload)
    if answer is None:
        return None
    if not isinstance(answer, dict):
        return _WHOLE_BATCH
    failures = answer.get("batchItemFailures")
    if not failures:
        return None
    position = {number: index for index, number in enumerate(sequence_numbers)}
    identifiers = [_identifier(failure) for failure in _items(failures)]
    return min(position.get(identifier, _WHOLE_BATCH) for identifier in identifiers)


def _parsed(payload: bytes) -> Any:
    try:
        return json.loads(payload) if payload else None
    except json.JSONDecodeError:
        return payload  # not an object: the batch has failed


def _items(failures: Any) -> list[Any]:
    return failures if isinstance(failures, list) else [failures]


def _identifier(failure: Any) -> str:
    identifier = failure.get("itemIdentifier") if isinstance(failure, dict) else None
    return identifier if isinstance(identifier, str) else ""
