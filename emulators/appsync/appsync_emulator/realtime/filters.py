"""The arguments of a subscription, by which its events are filtered."""

from collections.abc import Mapping
from typing import Any


def matches(arguments: Mapping[str, Any], value: Any) -> bool:
    """Each argument must equal the same-named field; a null one wants it null or absent."""
    if not arguments:
        return True
    return isinstance(value, Mapping) and all(
        _same(argument, value.get(name)) for name, argument in arguments.items()
    )


def _same(argument: Any, value: Any) -> bool:
    return bool(argument == value) and isinstance(argument, bool) is isinstance(value, bool)
