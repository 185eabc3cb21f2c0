"""Validation where AppSync differs from graphql-core: some messages, and introspection off.

AppSync's messages are graphql-java's. Those here were reported by users of AppSync; the messages of
other rules are graphql-core's.
"""

from collections.abc import Sequence
from typing import Any

from graphql import (
    ArgumentNode,
    ASTValidationRule,
    FieldNode,
    FieldsOnCorrectTypeRule,
    FragmentDefinitionNode,
    GraphQLError,
    KnownArgumentNamesRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    ValidationRule,
    get_named_type,
    specified_rules,
)
from graphql.type import is_leaf_type, is_required_argument


def rules(*, introspection: bool) -> tuple[type[ASTValidationRule], ...]:
    ours = (_OURS.get(rule, rule) for rule in specified_rules)
    return (*ours,) if introspection else (*ours, NoIntrospectionRule)


class UndefinedFieldRule(FieldsOnCorrectTypeRule):
    def enter_field(self, node: FieldNode, *place: Any) -> None:
        parent = self.context.get_parent_type()
        if parent and not self.context.get_field_def():
            self.report_error(_undefined_field(node, parent.name, place))


class NoIntrospectionRule(ValidationRule):
    """With introspection off, the fields that start it do not exist. `__typename` does."""

    def enter_field(self, node: FieldNode, *place: Any) -> None:
        parent = self.context.get_parent_type()
        if parent and node.name.value in ("__schema", "__type"):
            self.report_error(_undefined_field(node, parent.name, place))


class SubSelectionRule(ScalarLeafsRule):
    def enter_field(self, node: FieldNode, *place: Any) -> None:
        found = self.context.get_type()
        if found is None:
            return
        name = node.name.value
        if is_leaf_type(get_named_type(found)) and node.selection_set:
            message = f"Sub selection not allowed on leaf type {found} of field {name}"
            self.report_error(_error("SubSelectionNotAllowed", message, node, place))
        elif not is_leaf_type(get_named_type(found)) and not node.selection_set:
            message = f"Sub selection required for type {found} of field {name}"
            self.report_error(_error("SubSelectionRequired", message, node, place))


class UnknownArgumentRule(KnownArgumentNamesRule):
    def enter_argument(self, node: ArgumentNode, *place: Any) -> None:
        if self.context.get_field_def() and not self.context.get_argument():
            message = f"Unknown field argument {node.name.value}"
            self.report_error(_error("UnknownArgument", message, node, place))


class MissingArgumentRule(ProvidedRequiredArgumentsRule):
    def leave_field(self, node: FieldNode, *place: Any) -> None:
        definition = self.context.get_field_def()
        given = {argument.name.value for argument in node.arguments or ()}
        for name, argument in definition.args.items() if definition else ():
            if name not in given and is_required_argument(argument):
                message = f"Missing field argument {name}"
                self.report_error(_error("MissingFieldArgument", message, node, place))


_OURS: dict[type[ASTValidationRule], type[ASTValidationRule]] = {
    FieldsOnCorrectTypeRule: UndefinedFieldRule,
    KnownArgumentNamesRule: UnknownArgumentRule,
    ProvidedRequiredArgumentsRule: MissingArgumentRule,
    ScalarLeafsRule: SubSelectionRule,
}


def _undefined_field(node: FieldNode, parent: str, place: Sequence[Any]) -> GraphQLError:
    message = f"Field '{node.name.value}' in type '{parent}' is undefined"
    return _error("FieldUndefined", message, node, place)


def _error(
    kind: str, message: str, node: FieldNode | ArgumentNode, place: Sequence[Any]
) -> GraphQLError:
    """`place`: the arguments of a visitor; the last one holds the ancestors of the node."""
    around = (each for each in place[-1] if isinstance(each, FieldNode | FragmentDefinitionNode))
    named = (*around, node) if isinstance(node, FieldNode) else around
    path = "/".join(each.name.value for each in named)
    return GraphQLError(f"Validation error of type {kind}: {message} @ '{path}'", node)
