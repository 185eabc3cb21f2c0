"""Validation where AppSync differs from graphql-core: graphql-java's words, and introspection."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    ASTValidationRule,
    FieldNode,
    FieldsOnCorrectTypeRule,
    FragmentDefinitionNode,
    GraphQLError,
    NonNullTypeNode,
    OperationDefinitionNode,
    ValidationRule,
    print_ast,
    specified_rules,
)

_COERCION = re.compile(r"Variable '\$(\w+)' has invalid value(?: at [^:]+)?: ")


def rules(*, introspection: bool) -> tuple[type[ASTValidationRule], ...]:
    kept = (rule for rule in specified_rules if rule is not FieldsOnCorrectTypeRule)
    ours = (UndefinedFieldRule,) if introspection else (UndefinedFieldRule, NoIntrospectionRule)
    return (*ours, *kept)


def missing_variables(
    definition: OperationDefinitionNode, variables: Mapping[str, Any]
) -> list[GraphQLError]:
    return [
        GraphQLError(
            f"Variable '{node.variable.name.value}' has coerced Null value "
            f"for NonNull type '{print_ast(node.type)}'",
            node,
        )
        for node in definition.variable_definitions or ()
        if isinstance(node.type, NonNullTypeNode)
        and node.default_value is None
        and variables.get(node.variable.name.value) is None
    ]


def in_graphql_java_words(error: GraphQLError) -> GraphQLError:
    """What graphql-core says of a variable's value, as graphql-java would."""
    message = _COERCION.sub(r"Variable '\1' has an invalid value. ", error.message)
    return GraphQLError(message, error.nodes)


class UndefinedFieldRule(FieldsOnCorrectTypeRule):
    """In graphql-java's words, which AppSync's clients know."""

    def enter_field(self, node: FieldNode, *place: Any) -> None:
        parent = self.context.get_parent_type()
        if parent and not self.context.get_field_def():
            self.report_error(_undefined_field(node, parent.name, ancestors=place[-1]))


class NoIntrospectionRule(ValidationRule):
    """With introspection off, the fields that start it do not exist. `__typename` does."""

    def enter_field(self, node: FieldNode, *place: Any) -> None:
        parent = self.context.get_parent_type()
        if parent and node.name.value in ("__schema", "__type"):
            self.report_error(_undefined_field(node, parent.name, ancestors=place[-1]))


def _undefined_field(node: FieldNode, parent: str, *, ancestors: Sequence[Any]) -> GraphQLError:
    named = (each for each in ancestors if isinstance(each, FieldNode | FragmentDefinitionNode))
    path = "/".join(each.name.value for each in (*named, node))
    return GraphQLError(
        f"Validation error of type FieldUndefined: "
        f"Field '{node.name.value}' in type '{parent}' is undefined @ '{path}'",
        node,
    )
