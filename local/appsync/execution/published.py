"""What a mutation publishes: its result as the client selected it, under the schema's names."""

from typing import Any

from graphql import GraphQLResolveInfo

Keys = tuple[str | int, ...]


class ResultShape:
    """Which field each response key stands for, and the type of each object.

    Subscribers choose aliases of their own, so the mutation's must go; and an object of an
    abstract type is only readable with its type's name.
    """

    def __init__(self) -> None:
        self._fields: dict[Keys, str] = {}
        self._types: dict[Keys, str] = {}

    def record(self, info: GraphQLResolveInfo[Any]) -> None:
        keys = tuple(info.path.as_list())
        self._fields[keys] = info.field_name
        self._types[keys[:-1]] = info.parent_type.name

    def published(self, data: dict[str, Any] | None) -> list[tuple[str, Any]]:
        """(mutation field, value) of each that succeeded. A local choice: null is no success."""
        return [
            (self._fields[key,], self._value(value, (key,)))
            for key, value in (data or {}).items()
            if value is not None and (key,) in self._fields
        ]

    def _value(self, value: Any, keys: Keys) -> Any:
        if isinstance(value, list):
            return [self._value(item, (*keys, index)) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        named = {
            self._fields[*keys, key]: self._value(item, (*keys, key))
            for key, item in value.items()
            if (*keys, key) in self._fields
        }
        return {"__typename": self._type_of(value, keys), **named}

    def _type_of(self, value: dict[str, Any], keys: Keys) -> Any:
        """What is not recorded is __typename, under whatever alias."""
        told = (item for key, item in value.items() if (*keys, key) not in self._fields)
        return self._types.get(keys) or next(told, None)
