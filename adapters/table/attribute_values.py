"""JSON documents as DynamoDB attribute values, and back. Numbers keep every digit."""

from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def to_item(document: dict[str, Any]) -> dict[str, Any]:
    """Members that are None are left out: a missing attribute means null."""
    return {name: _serialize(_plain(v)) for name, v in document.items() if v is not None}


def from_item(item: dict[str, Any]) -> dict[str, Any]:
    return {name: _number(_deserialize(value)) for name, value in item.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {name: _plain(v) for name, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _number(v) for name, v in value.items()}
    if isinstance(value, list):
        return [_number(item) for item in value]
    return value
