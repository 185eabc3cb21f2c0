"""What types, fields and arguments of the API mean, in words."""

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("descriptions.toml")
_TYPE = "about"


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text())


def description(type_name: str, member: str = _TYPE) -> str:
    """Of a type, or of its field, enum value or `field(argument)`. Raises KeyError."""
    return _table()[type_name][member]


def described() -> frozenset[tuple[str, str]]:
    """Every pair that `description` answers."""
    return frozenset((name, member) for name, members in _table().items() for member in members)
