"""How much a document selects once its fragments are written out.

Fragments that spread fragments double with each step: a document of 2 kB can select billions of
fields, and a resolver would receive the name of each.
"""

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)


def fields_written_out(document: DocumentNode) -> int:
    """Of all its operations together. The document must be valid: no fragment spreads itself."""
    fields = _Fields(document)
    return sum(
        fields.below(each.selection_set)
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
    )


class _Fields:
    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            each.name.value: each.selection_set
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self._in_fragment: dict[str, int] = {}

    def below(self, selection_set: SelectionSetNode | None) -> int:
        return sum(self._of(each) for each in selection_set.selections) if selection_set else 0

    def _of(self, selection: SelectionNode) -> int:
        if isinstance(selection, FragmentSpreadNode):
            return self._spread(selection.name.value)
        is_field = isinstance(selection, FieldNode)
        return is_field + self.below(getattr(selection, "selection_set", None))

    def _spread(self, name: str) -> int:
        if name not in self._in_fragment:
            self._in_fragment[name] = self.below(self._fragments[name])
        return self._in_fragment[name]
