"""Other ways to write the same selection: aliases, repeats, fragments, __typename."""

from random import Random
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    SelectionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    print_ast,
    visit,
)


def rewritten(query: str, schema: GraphQLSchema, random: Random) -> str:
    """Valid if `query` is valid."""
    types = TypeInfo(schema)
    rewriter = _Rewriter(types, random)
    document: DocumentNode = visit(parse(query), TypeInfoVisitor(types, rewriter))
    definitions = (*document.definitions, *rewriter.fragments)
    return print_ast(DocumentNode(definitions=definitions))


class _Rewriter(Visitor):
    def __init__(self, types: TypeInfo, random: Random) -> None:
        super().__init__()
        self._types = types
        self._random = random
        self.fragments: list[FragmentDefinitionNode] = []

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
        parent = self._types.get_parent_type()
        selections = [other for each in node.selections for other in self._ways(each)]
        if self._random.random() < 0.3:
            selections.append(FieldNode(name=NameNode(value="__typename")))
        self._random.shuffle(selections)
        if parent and self._random.random() < 0.3:
            selections = self._in_fragments(selections, parent.name)
        return SelectionSetNode(selections=tuple(selections))

    def _ways(self, selection: SelectionNode) -> list[SelectionNode]:
        """The selection, sometimes twice, sometimes under an alias."""
        found = [selection] * self._random.choice([1, 1, 1, 2])
        if isinstance(selection, FieldNode) and self._random.random() < 0.2:
            alias = NameNode(value=f"a{self._random.randrange(10**6)}")
            found.append(
                FieldNode(
                    alias=alias,
                    name=selection.name,
                    arguments=selection.arguments,
                    selection_set=selection.selection_set,
                )
            )
        return found

    def _in_fragments(self, selections: list[SelectionNode], on: str) -> list[SelectionNode]:
        """Moves all selections except the first into an inline fragment, or into a named one that
        is spread twice."""
        first, *others = selections
        if not others:
            return selections
        condition = NamedTypeNode(name=NameNode(value=on))
        inside = SelectionSetNode(selections=tuple(others))
        if self._random.random() < 0.5:
            return [first, InlineFragmentNode(type_condition=condition, selection_set=inside)]
        name = NameNode(value=f"F{len(self.fragments)}")
        self.fragments.append(
            FragmentDefinitionNode(name=name, type_condition=condition, selection_set=inside)
        )
        return [first, *[FragmentSpreadNode(name=name)] * 2]
