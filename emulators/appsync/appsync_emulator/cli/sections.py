"""Tables of an API file, read with errors that name the place and the remedy."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

Value = TypeVar("Value", str, int, bool)
_NAMES = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


class ConfigurationError(Exception):
    """The API file or an option is wrong; the text is one sentence that says where and why."""


class Section:
    """One table. `finish` refuses the keys that were not read."""

    def __init__(self, members: Mapping[str, Any], place: str) -> None:
        self.place = place
        self._members = dict(members)

    def get(self, key: str, kind: type[Value], default: Value | None = None) -> Value | None:
        value = self._take(key, kind)
        return default if value is None else value

    def require(self, key: str, kind: type[Value]) -> Value:
        value: Value | None = self._take(key, kind)
        if value is None:
            raise ConfigurationError(f"{self.place} needs `{key}`, {_NAMES[kind]}.")
        return value

    def texts(self, key: str) -> list[str]:
        values = self._take(key, list) or []
        if not all(isinstance(value, str) for value in values):
            raise ConfigurationError(f"`{key}` of {self.place} must be a list of texts.")
        return values

    def section(self, key: str) -> "Section":
        return Section(self._take(key, dict) or {}, f"[{key}]")

    def sections(self, key: str) -> list["Section"]:
        tables = self._take(key, list) or []
        for table in tables:
            self._require_kind(key, table, dict)
        return [
            Section(table, f"[[{key}]] number {number}") for number, table in enumerate(tables, 1)
        ]

    def items(self) -> Iterator[tuple[str, Any]]:
        """All that is left, each key once."""
        while self._members:
            key = next(iter(self._members))
            yield key, self._members.pop(key)

    def has(self, key: str) -> bool:
        return key in self._members

    def finish(self) -> None:
        """Raises `ConfigurationError` for a key that is left."""
        for key in self._members:
            raise ConfigurationError(f"{self.place} has a key `{key}`, which means nothing here.")

    def _take(self, key: str, kind: type[Any]) -> Any:
        value = self._members.pop(key, None)
        if value is not None:
            self._require_kind(key, value, kind)
        return value

    def _require_kind(self, key: str, value: Any, kind: type[Any]) -> None:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ConfigurationError(f"`{key}` of {self.place} must be {_NAMES[kind]}.")
