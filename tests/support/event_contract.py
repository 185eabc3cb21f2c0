"""Every event that a test receives conforms to clients/image-event.schema.json."""

import json
from functools import cache, lru_cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from core.model.event import ImageEvent
from core.model.wire import to_wire
from schema.event_schema import EVENT_SCHEMA_FILE


@cache
def event_validator() -> Draft202012Validator:
    """Checks formats, too: a date-time must be one."""
    schema = json.loads(EVENT_SCHEMA_FILE.read_text())
    return Draft202012Validator(schema, validate_formats=True)


def valid(document: Any) -> Any:
    """Returns the event. Raises jsonschema_rs.ValidationError if it does not fit the schema."""
    event_validator().validate(document)
    return document


@lru_cache(maxsize=10_000)
def valid_event(event: ImageEvent) -> ImageEvent:
    """Returns the event. Raises jsonschema_rs.ValidationError if its wire form is not valid."""
    valid(json.loads(json.dumps(to_wire(event))))
    return event
