"""Variables that do not fit their types, in graphql-java's words, which AppSync's clients know."""

import re
from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLSchema,
    NonNullTypeNode,
    OperationDefinitionNode,
    print_ast,
)

_COERCION = re.compile(
    r"Variable '\$(?P<variable>\w+)' has invalid value(?: at (?P<path>[^:]+))?: "
)
_NULL = re.compile(r"Expected value of non-null type '(?P<type>[^']+)' not to be None\.")
_ABSENT = re.compile(
    r"Expected value of type '(?P<type>\w+)' to include required field '(?P<field>\w+)'"
)
_SURPLUS = re.compile(r"Expected value of type '(?P<type>\w+)' not to include unknown field")


def missing_variables(
    definition: OperationDefinitionNode, variables: Mapping[str, Any]
) -> list[GraphQLError]:
    return [
        GraphQLError(_coerced_null(node.variable.name.value, print_ast(node.type)), node)
        for node in definition.variable_definitions or ()
        if isinstance(node.type, NonNullTypeNode)
        and node.default_value is None
        and variables.get(node.variable.name.value) is None
    ]


def in_graphql_java_words(error: GraphQLError, schema: GraphQLSchema) -> GraphQLError:
    """What graphql-core says of a variable's value, as AppSync would."""
    coercion = _COERCION.match(error.message)
    if coercion is None:
        return GraphQLError(error.message, error.nodes)
    problem = error.message[coercion.end() :]
    variable, path = coercion["variable"], coercion["path"]
    if surplus := _SURPLUS.match(problem):
        return GraphQLError(_undefined_member(surplus["type"]))
    if null_type := _missing_type(problem, schema):
        return GraphQLError(_coerced_null(variable, null_type), error.nodes)
    name = re.findall(r"\.(\w+)", path)[-1] if path and "." in path else variable
    return GraphQLError(f"Variable '{name}' has an invalid value. {problem}", error.nodes)


def _missing_type(problem: str, schema: GraphQLSchema) -> str | None:
    """The type that refuses a null, whether the null was given or the value left out."""
    if null := _NULL.match(problem):
        return null["type"]
    absent = _ABSENT.match(problem)
    parent = schema.get_type(absent["type"]) if absent else None
    if absent is None or not isinstance(parent, GraphQLInputObjectType):
        return None
    return str(parent.fields[absent["field"]].type)


def _coerced_null(variable: str, type_name: str) -> str:
    return f"Variable '{variable}' has coerced Null value for NonNull type '{type_name}'"


def _undefined_member(type_name: str) -> str:
    return (
        "The variables input contains a field that is not defined for input object type "
        f"'{type_name}' "
    )
