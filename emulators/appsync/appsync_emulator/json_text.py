"""JSON in and out, by one set of rules for HTTP, WebSocket and Lambda."""

import json
from typing import Any


class MalformedJson(ValueError):
    """The text is not JSON, or nests deeper than can be read."""


class UnwritableJson(ValueError):
    """The value nests deeper than can be written, or holds what JSON does not have."""


def read_json(text: str | bytes) -> Any:
    """Raises `MalformedJson`, also for NaN and Infinity, which JSON does not have."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedJson("not JSON") from error


def write_json(value: Any) -> str:
    """Compact, and always encodable as UTF-8: a lone surrogate becomes "?", as in Java.

    Raises `UnwritableJson`.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise UnwritableJson("cannot be written as JSON") from error
    return text.encode("utf-8", "replace").decode("utf-8")


def _refuse_constant(name: str) -> None:
    raise MalformedJson(name)
