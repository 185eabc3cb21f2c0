"""Why GraphQL's own types cannot be written, in graphql-java's words, which name Java's types."""

from typing import Any

from graphql import GraphQLLeafType, specified_scalar_types
from graphql.type import is_enum_type

_INT32, _INT64 = range(-(2**31), 2**31), range(-(2**63), 2**63)


def unwritable(leaf_type: GraphQLLeafType, value: Any) -> str | None:
    """None for AppSync's scalars, which have words of their own."""
    if is_enum_type(leaf_type):
        return f"Invalid input for Enum '{leaf_type}'. Unknown value '{value}'"
    if leaf_type.name in specified_scalar_types:
        return f"Expected type '{leaf_type}' but was '{_java_type(value)}'."
    return None


def _java_type(value: Any) -> str:
    """The class that JSON becomes in Java."""
    match value:
        case bool():
            return "Boolean"
        case int():
            return _java_integer(value)
        case float():
            return "Double"
        case str():
            return "String"
        case list():
            return "ArrayList"
    return "LinkedHashMap"


def _java_integer(value: int) -> str:
    if value in _INT32:
        return "Integer"
    return "Long" if value in _INT64 else "BigInteger"
