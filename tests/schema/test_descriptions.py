from collections.abc import Iterator

from graphql import GraphQLEnumType, GraphQLNamedType, GraphQLObjectType

from schema.descriptions import described, description
from tests.support.documents import CONTRACT

ROOTS_AND_TYPES = {
    name: kind
    for name, kind in CONTRACT.type_map.items()
    if isinstance(kind, GraphQLObjectType | GraphQLEnumType) and not name.startswith("__")
}
# Their values say what they are.
NAMED_BY_REKOGNITION = ("LandmarkType", "EmotionType", "GenderType")


def members(name: str, kind: GraphQLNamedType) -> Iterator[str]:
    if isinstance(kind, GraphQLEnumType) and name not in NAMED_BY_REKOGNITION:
        yield from kind.values
    if isinstance(kind, GraphQLObjectType):
        for field_name, field in kind.fields.items():
            yield field_name
            yield from (f"{field_name}({argument})" for argument in field.args)


def test_every_type_field_and_argument_is_described_and_nothing_else() -> None:
    everything = {(name, "about") for name in ROOTS_AND_TYPES} | {
        (name, member) for name, kind in ROOTS_AND_TYPES.items() for member in members(name, kind)
    }

    assert described() == everything


def test_descriptions_are_sentences() -> None:
    texts = [description(*place) for place in described()]

    assert [text for text in texts if not text.endswith(".") or text != text.strip()] == []
