"""What AppSync says of a resolver's value that does not fit the schema."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLLeafType, GraphQLOutputType, get_named_type
from graphql.pyutils import Path

from appsync_emulator.errors import ValueUnfit
from appsync_emulator.execution.java_types import unwritable


def forbidden_null(return_type: GraphQLOutputType, parent_type: str, path: Path) -> ValueUnfit:
    return ValueUnfit(
        f"Cannot return null for non-nullable type: '{get_named_type(return_type)}' "
        f"within parent '{parent_type}' ({printed(path)})"
    )


def unexpected_kind(expected: str, value: Any, path: Path) -> ValueUnfit:
    """`expected` is LIST or OBJECT."""
    return ValueUnfit(
        f"Can't resolve value ({printed(path)}) : "
        f"type mismatch error, expected type {expected}, got {kind(value)}"
    )


def unserializable(
    leaf_type: GraphQLLeafType, value: Any, path: Path, error: Exception
) -> ValueUnfit:
    reason = unwritable(leaf_type, value) or str(error)
    return ValueUnfit(f"Can't serialize value ({printed(path)}) : {reason}")


def kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return "OBJECT"
    return "LIST" if isinstance(value, list) else "SCALAR"


def printed(path: Path) -> str:
    keys = path.as_list()
    return "".join(f"[{key}]" if isinstance(key, int) else f"/{key}" for key in keys)
