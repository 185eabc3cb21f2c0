"""Messages of the ingest queue: S3 event notifications and requests to analyse again."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from adapters.sqs_messages import MalformedMessage
from core.model.image import is_image_id
from core.model.stored_object import (
    MAX_KEY_BYTES,
    Hint,
    ObjectHint,
    ReanalysisRequest,
    comparable_sequencer,
    owner_of_key,
)
from core.model.wire import from_wire

BATCH_SIZE = 10  # messages in one invocation, and images at once

# Delete, DeleteMarkerCreated: what the bucket's own rules do is no ObjectRemoved event.
_EXPIRATION = "LifecycleExpiration:"
_REMOVALS = ("ObjectRemoved:", _EXPIRATION)
_EVENT_FAMILIES = ("ObjectCreated:", *_REMOVALS)


def hints_in(body: str) -> tuple[Hint, ...]:
    """What a message asks to look at; nothing for test events and for keys outside uploads.

    Raises MalformedMessage.
    """
    try:
        return tuple(_hints(json.loads(body)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise MalformedMessage(str(error)) from error


def _hints(message: dict[str, Any]) -> Iterator[Hint]:
    if message.get("Event") == "s3:TestEvent":
        return
    if "imageId" in message:
        yield _request(message)
        return
    for record in message["Records"]:
        name = record["eventName"].removeprefix("s3:")
        if name.startswith(_EVENT_FAMILIES):
            yield from _hint(record["s3"], name)


def _hint(s3: dict[str, Any], name: str) -> Iterator[ObjectHint]:
    key = _text(unquote_plus(s3["object"]["key"], errors="strict"))
    if owner_of_key(key) is None:
        return
    if len(key.encode()) > MAX_KEY_BYTES:
        raise ValueError("longer than any key")
    sequencer = s3["object"].get("sequencer")
    yield ObjectHint(
        bucket=_text(s3["bucket"]["name"]),
        key=key,
        sequencer=comparable_sequencer(sequencer) if sequencer else None,
        is_removal=name.startswith(_REMOVALS),
        is_expiration=name.startswith(_EXPIRATION),
    )


def _request(message: dict[str, Any]) -> ReanalysisRequest:
    request = from_wire(ReanalysisRequest, message)
    if not is_image_id(request.image_id):
        raise ValueError("not the id of an image")
    return request


def _text(value: str) -> str:
    """Raises for lone surrogates, which JSON can spell and UTF-8 cannot."""
    return value.encode().decode()
