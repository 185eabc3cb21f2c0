"""Compiles operations into plans, those that need no decision at run time.

graphql-core executes the others: with directives, abstract types, introspection, or very deep.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    TypeNameMetaFieldDef,
)
from graphql.type import is_abstract_type, is_leaf_type, is_list_type, is_non_null_type

from appsync_emulator.execution.plan import (
    Leaf,
    ListOf,
    ObjectOf,
    Plan,
    PlannedField,
    Required,
    Shape,
)
from appsync_emulator.execution.selection import Scope

_DEEPEST = 50  # levels of objects; Python's stack has room for about six times as many


def planned(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Plan | None:
    """None if graphql-core has to execute the operation. The document must be valid."""
    root = schema.get_root_type(operation.operation)
    if root is None or operation.directives:
        return None
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    try:
        return _Planner(Scope(schema, fragments, None)).fields(root, [operation.selection_set], 1)
    except _Undecided:
        return None


class _Undecided(Exception):
    """What is to be done depends on the request or on the resolvers' values."""


@dataclass(frozen=True, slots=True)
class _Planner:
    scope: Scope

    def fields(
        self, parent: GraphQLObjectType, sets: Iterable[SelectionSetNode], depth: int
    ) -> Plan:
        if depth > _DEEPEST:
            raise _Undecided
        grouped: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for selection_set in sets:
            self._collect(parent, selection_set, grouped, spread)
        return tuple([self._field(parent, *group, depth) for group in grouped.items()])

    def _collect(
        self,
        parent: GraphQLObjectType,
        selection_set: SelectionSetNode,
        grouped: dict[str, list[FieldNode]],
        spread: set[str],
    ) -> None:
        """Into `grouped`, by response key. `spread` names the fragments that are in already."""
        for selection in selection_set.selections:
            if selection.directives:
                raise _Undecided
            if isinstance(selection, FieldNode):
                key = (selection.alias or selection.name).value
                grouped.setdefault(key, []).append(selection)
            elif fragment := self._fragment_of(selection, spread, parent):
                self._collect(parent, fragment.selection_set, grouped, spread)

    def _fragment_of(
        self, selection: SelectionNode, spread: set[str], parent: GraphQLObjectType
    ) -> InlineFragmentNode | FragmentDefinitionNode | None:
        """None if the fragment is in already or does not apply to `parent`."""
        if isinstance(selection, InlineFragmentNode):
            return selection if self._applies(selection, parent) else None
        assert isinstance(selection, FragmentSpreadNode)
        name = selection.name.value
        fragment = self.scope.fragments[name]
        if name in spread or not self._applies(fragment, parent):
            return None
        spread.add(name)
        return fragment

    def _applies(
        self, fragment: InlineFragmentNode | FragmentDefinitionNode, parent: GraphQLObjectType
    ) -> bool:
        if fragment.type_condition is None:
            return True
        wanted = self.scope.schema.type_map[fragment.type_condition.name.value]
        return wanted is parent or (
            is_abstract_type(wanted) and self.scope.schema.is_sub_type(wanted, parent)
        )

    def _field(
        self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode], depth: int
    ) -> PlannedField:
        name = nodes[0].name.value
        is_type_name = name == "__typename"
        if name.startswith("__") and not is_type_name:
            raise _Undecided
        definition = TypeNameMetaFieldDef if is_type_name else parent.fields[name]
        return PlannedField(
            key=key,
            name=(parent.name, name),
            nodes=nodes,
            definition=definition,
            shape=None if is_type_name else self._shape(definition.type, parent, nodes, depth),
            is_required=is_non_null_type(definition.type),
            scope=self.scope,
        )

    def _shape(
        self,
        of: GraphQLOutputType,
        parent: GraphQLObjectType,
        nodes: list[FieldNode],
        depth: int,
    ) -> Shape:
        if is_non_null_type(of):
            return Required(self._shape(of.of_type, parent, nodes, depth), of, parent.name)
        if is_list_type(of):
            item = self._shape(of.of_type, parent, nodes, depth)
            return ListOf(item, is_non_null_type(of.of_type), nodes)
        if is_leaf_type(of):
            return Leaf(of)
        if not isinstance(of, GraphQLObjectType):
            raise _Undecided
        sets = [node.selection_set for node in nodes if node.selection_set]
        return ObjectOf(self.fields(of, sets, depth + 1))
