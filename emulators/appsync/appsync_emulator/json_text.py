"""JSON in and out, by one set of rules for HTTP, WebSocket and Lambda."""

import json
from typing import Any


class MalformedJson(ValueError):
    """The text is not JSON, or nests deeper than can be read."""


class UnwritableJson(ValueError):
    """The value nests deeper than can be written, or contains what JSON does not have."""


def read_json(text: str | bytes) -> Any:
    """Raises `MalformedJson`, also for NaN and Infinity, which JSON does not have."""
    try:
        return _decode(text if isinstance(text, str) else _decoded(text))
    except (ValueError, RecursionError) as error:
        raise MalformedJson("not JSON") from error


def write_json(value: Any) -> str:
    """Compact, and always encodable as UTF-8: a lone surrogate becomes "?", as in Java.

    Raises `UnwritableJson`.
    """
    try:
        text = _encode(value)
    except (ValueError, RecursionError) as error:
        raise UnwritableJson("cannot be written as JSON") from error
    return text.encode("utf-8", "replace").decode("utf-8")


def _decoded(text: bytes) -> str:
    return text.decode(json.detect_encoding(text), "surrogatepass")


def _refuse_constant(name: str) -> None:
    raise MalformedJson(name)


# json.dumps and json.loads make a coder for each call that differs from their defaults.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode
