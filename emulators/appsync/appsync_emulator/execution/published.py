"""What a mutation publishes: its result as the client selected it, under the schema's names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appsync_emulator.execution.field_call import FieldCall

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    arguments: Mapping[str, Any]


class ResultShape:
    """Which field each response key stands for, and the type of each object.

    Subscribers choose aliases of their own, so the mutation's must go; and an object of an
    abstract type is only readable with its type's name.
    """

    def __init__(self) -> None:
        self._fields: dict[Keys, _Field] = {}
        self._types: dict[Keys, str] = {}

    def record(self, field: FieldCall, arguments: Mapping[str, Any]) -> None:
        keys = tuple(field.path.as_list())
        type_name, field_name = field.name
        self._fields[keys] = _Field(field_name, arguments)
        self._types[keys[:-1]] = type_name

    def published(self, data: dict[str, Any] | None) -> list[tuple[str, Any]]:
        """(mutation field, value) of each that succeeded. A local choice: null is no success."""
        return [
            (self._fields[key,].name, self._value(value, (key,)))
            for key, value in (data or {}).items()
            if value is not None and (key,) in self._fields
        ]

    def _value(self, value: Any, keys: Keys) -> Any:
        if isinstance(value, list):
            return [self._value(item, (*keys, index)) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        return {"__typename": self._type_of(value, keys), **self._named(value, keys)}

    def _named(self, value: dict[str, Any], keys: Keys) -> dict[str, Any]:
        """A field that was selected under several aliases holds the members of all of them. With
        other arguments the field has another value; then the first value stays."""
        chosen: dict[str, tuple[_Field, Any]] = {}
        for key, item in value.items():
            if field := self._fields.get((*keys, key)):
                part = self._value(item, (*keys, key))
                first, whole = chosen.get(field.name, (field, part))
                chosen[field.name] = first, _merged(whole, part) if field == first else whole
        return {name: whole for name, (_, whole) in chosen.items()}

    def _type_of(self, value: dict[str, Any], keys: Keys) -> Any:
        """A member that no field was recorded for is __typename, under some alias."""
        unrecorded = (item for key, item in value.items() if (*keys, key) not in self._fields)
        return self._types.get(keys) or next(unrecorded, None)


def _merged(one: Any, other: Any) -> Any:
    """One value with the members of both of its selections."""
    if isinstance(one, dict) and isinstance(other, dict):
        return other | {key: _merged(item, other.get(key, item)) for key, item in one.items()}
    if isinstance(one, list) and isinstance(other, list):
        return [_merged(*each) for each in zip(one, other, strict=False)]
    return one
