"""Write request units of a DynamoDB table, by its documented rules.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

_UNIT_BYTES = 1024
_CONTAINER_BYTES = 3  # for a list or a map, and one byte more for each element

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """`projected`: the attributes that the index holds; None for all of them."""

    name: str
    keys: frozenset[str]
    projected: frozenset[str] | None

    @classmethod
    def of(cls, definition: Mapping[str, Any], table_keys: frozenset[str]) -> "Index":
        """From an index in the form of CreateTable."""
        keys = key_names(definition)
        projection = definition["Projection"]
        extra = frozenset(projection.get("NonKeyAttributes", ()))
        everything = projection["ProjectionType"] == "ALL"
        return cls(
            name=definition["IndexName"],
            keys=keys,
            projected=None if everything else keys | table_keys | extra,
        )

    def entry(self, item: Item | None) -> Item | None:
        """The part of an item that the index holds; None if the item lacks a key of the index."""
        if item is None or not self.keys <= item.keys():
            return None
        return {n: v for n, v in item.items() if self.projected is None or n in self.projected}

    def units(self, before: Item | None, after: Item | None) -> int:
        old, new = self.entry(before), self.entry(after)
        if old == new:
            return 0
        if old and new and any(old[name] != new[name] for name in self.keys):
            return write_units(old) + write_units(new)  # one entry deleted, another put
        return max(write_units(entry) for entry in (old, new) if entry)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The items that are put into a table, and what each put costs."""

    keys: frozenset[str]
    indexes: Sequence[Index]
    items: dict[tuple[str, ...], Item] = field(default_factory=dict)

    @classmethod
    def of(cls, definition: Mapping[str, Any]) -> "Ledger":
        """For a table in the form of CreateTable."""
        keys = key_names(definition)
        indexes = definition.get("GlobalSecondaryIndexes", ())
        return cls(keys, [Index.of(index, keys) for index in indexes])

    def put(self, item: Item) -> int:
        """Write units for the table and for every index that changes."""
        key = tuple(str(item[name]) for name in sorted(self.keys))
        before = self.items.get(key)
        self.items[key] = item
        table = max(write_units(version) for version in (before, item) if version)
        return table + sum(index.units(before, item) for index in self.indexes)


def key_names(definition: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(element["AttributeName"] for element in definition["KeySchema"])


def write_units(item: Item) -> int:
    return max(1, math.ceil(item_bytes(item) / _UNIT_BYTES))


def item_bytes(item: Item) -> int:
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return _number_bytes(content)
        case "BOOL" | "NULL":
            return 1
        case "L":
            return _CONTAINER_BYTES + sum(1 + _value_bytes(element) for element in content)
        case "M":
            return _CONTAINER_BYTES + len(content) + item_bytes(content)
    raise ValueError(f"no size known for the attribute type {kind}")


def _number_bytes(text: str) -> int:
    digits = Decimal(text).normalize().as_tuple().digits
    return math.ceil(len(digits) / 2) + 1
