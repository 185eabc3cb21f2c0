"""What a client selected below a field, in the two forms that resolvers receive."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_directive_values,
    get_named_type,
    print_ast,
)
from graphql.execution.values import VariableValues
from graphql.type import is_abstract_type


class Selected(NamedTuple):
    """`text` is as the client wrote it: fragments are named, not spelled out.

    `paths` are those below the field, depth first, with aliases for names and fragments merged.
    What is selected on another type than the declared one is left out, as AppSync does.
    """

    paths: list[str]
    text: str


class Scope(NamedTuple):
    """What the names in a selection stand for."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues | None


def selected_below(
    nodes: Sequence[FieldNode], return_type: GraphQLOutputType, scope: Scope
) -> Selected:
    """`nodes` are the selections of one field, whose type is `return_type`."""
    selection_sets = [node.selection_set for node in nodes if node.selection_set]
    paths = _Paths(scope)
    for selection_set in selection_sets:
        paths.add(selection_set, "", get_named_type(return_type).name)
    return Selected(list(paths.found), _printed(selection_sets))


def _printed(selection_sets: Sequence[SelectionSetNode]) -> str:
    selections = [each for selection_set in selection_sets for each in selection_set.selections]
    return print_ast(SelectionSetNode(selections=tuple(selections))) if selections else ""


class _Paths:
    def __init__(self, scope: Scope) -> None:
        self._schema = scope.schema
        self._fragments = scope.fragments
        self._variables = scope.variables
        self.found: dict[str, None] = {}  # a set that keeps the order

    def add(self, selection_set: SelectionSetNode, prefix: str, type_name: str) -> None:
        for field in self._fields(selection_set, type_name):
            path = prefix + (field.alias or field.name).value
            self.found.setdefault(path)
            if field.selection_set:
                self.add(field.selection_set, f"{path}/", self._type_below(type_name, field))

    def _fields(self, selection_set: SelectionSetNode, type_name: str) -> Iterator[FieldNode]:
        for selection in filter(self._is_included, selection_set.selections):
            if isinstance(selection, FieldNode):
                yield selection
            elif fragment := self._fragment(selection):
                condition = fragment.type_condition
                if condition is None or self._applies(condition.name.value, type_name):
                    yield from self._fields(fragment.selection_set, type_name)

    def _fragment(
        self, selection: SelectionNode
    ) -> InlineFragmentNode | FragmentDefinitionNode | None:
        if isinstance(selection, FragmentSpreadNode):
            return self._fragments.get(selection.name.value)
        return selection if isinstance(selection, InlineFragmentNode) else None

    def _is_included(self, selection: SelectionNode) -> bool:
        skip = self._condition(GraphQLSkipDirective, selection)
        include = self._condition(GraphQLIncludeDirective, selection)
        return skip is not True and include is not False

    def _condition(self, directive: Any, selection: SelectionNode) -> bool | None:
        values = get_directive_values(directive, selection, self._variables)
        return values["if"] if values else None

    def _applies(self, condition: str, type_name: str) -> bool:
        wanted, declared = self._schema.type_map[condition], self._schema.type_map[type_name]
        return wanted is declared or (
            is_abstract_type(wanted) and self._schema.is_sub_type(wanted, declared)
        )

    def _type_below(self, type_name: str, field: FieldNode) -> str:
        fields = getattr(self._schema.type_map[type_name], "fields", {})
        return str(get_named_type(fields[field.name.value].type))
