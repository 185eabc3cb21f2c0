"""GraphQL fragments of whole types: `fragment Face on Face` selects every stored member of a Face.

A type whose fragment is written by hand in clients/operations gets none here.
"""

from collections.abc import Iterable, Iterator

from graphql import FragmentDefinitionNode, parse

from core.model.shape import Record, members_of, record_in
from core.model.wire import camel_case
from schema.shapes import shapes_of_the_api, type_name

_HEADER = "# Made from core/model by `make generate`: every stored member of a type.\n"


def whole_fragments(written_by_hand: Iterable[str]) -> str:
    """Raises GraphQLError for a document that cannot be read."""
    taken = {name for document in written_by_hand for name in _fragments_in(document)}
    records = [shape for shape in shapes_of_the_api() if isinstance(shape, Record)]
    whole = [each for each in records if not each.arguments and type_name(each) not in taken]
    return "\n".join([_HEADER, *map(_fragment, sorted(whole, key=type_name))])


def _fragments_in(document: str) -> Iterator[str]:
    for node in parse(document, no_location=True).definitions:
        if isinstance(node, FragmentDefinitionNode):
            yield node.name.value


def _fragment(record: Record) -> str:
    members = (_member(name, record_in(shape)) for name, shape in members_of(record))
    return f"fragment {type_name(record)} on {type_name(record)} {{\n{''.join(members)}}}\n"


def _member(name: str, inner: Record | None) -> str:
    spread = f" {{\n    ...{type_name(inner)}\n  }}" if inner else ""
    return f"  {camel_case(name)}{spread}\n"
