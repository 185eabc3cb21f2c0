import dataclasses
import re
from typing import Any

import pytest
from botocore.model import ListShape, Shape, StringShape, StructureShape
from botocore.session import get_session
from graphql import (
    DirectiveDefinitionNode,
    EnumTypeDefinitionNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    parse,
    print_ast,
)

from core.model import erasure, event, face, failure, image, upload
from core.model.wire import camel_case
from resolvers.fields import RESOLVED_FIELDS
from schema.export import SCHEMA_FILE, appsync_sdl
from tests.schema.api import Api
from tests.support.documents import CONTRACT

SDL = SCHEMA_FILE.read_text()
DEFINITIONS = parse(SDL).definitions
CORE_TYPES = {
    kind.__name__: kind
    for module in (erasure, event, face, failure, image, upload)
    for kind in vars(module).values()
    if dataclasses.is_dataclass(kind) and isinstance(kind, type)
}
ROOTS = ("Query", "Mutation", "Subscription")
SCALARS_OF_REKOGNITION = {"float": "Float", "integer": "Int", "boolean": "Boolean"}


def object_type(name: str) -> GraphQLObjectType:
    kind = CONTRACT.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind


def own_types() -> list[GraphQLObjectType]:
    return [
        kind
        for name, kind in CONTRACT.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
    ]


def face_detail() -> StructureShape:
    shape = get_session().get_service_model("rekognition").shape_for("FaceDetail")
    assert isinstance(shape, StructureShape)
    return shape


def our_name(member: str) -> str:
    return member[0].lower() + member[1:]


def mismatches(path: str, shape: Shape, kind: Any) -> list[str]:
    """Where our type is not Rekognition's, member by member and value by value, both ways."""
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(shape, ListShape):
        if not isinstance(kind, GraphQLList):
            return [f"{path} is no list"]
        return mismatches(f"{path}[]", shape.member, kind.of_type)
    if isinstance(shape, StructureShape):
        return structure_mismatches(path, shape, kind)
    if isinstance(shape, StringShape) and shape.enum:
        values = set(kind.values) if isinstance(kind, GraphQLEnumType) else set()
        return [] if values == set(shape.enum) else [f"{path} has other values"]
    expected = SCALARS_OF_REKOGNITION[shape.type_name]
    is_same = isinstance(kind, GraphQLScalarType) and kind.name == expected
    return [] if is_same else [f"{path} is {kind}, not {expected}"]


def structure_mismatches(path: str, shape: StructureShape, kind: Any) -> list[str]:
    theirs = {our_name(name): member for name, member in shape.members.items()}
    ours = set(kind.fields) - ({"id", "imageId"} if kind.name == "Face" else set())
    found = [f"{path}.{name} is on one side only" for name in ours ^ theirs.keys()]
    for name in ours & theirs.keys():
        found += mismatches(f"{path}.{name}", theirs[name], kind.fields[name].type)
    return found


def test_face_has_every_member_of_rekognitions_with_its_type_and_values() -> None:
    assert mismatches("Face", face_detail(), object_type("Face")) == []


def test_exported_contract_is_what_the_code_says() -> None:
    assert appsync_sdl() == SDL


def test_every_core_type_has_its_members_in_the_contract() -> None:
    for name, kind in CORE_TYPES.items():
        if name in CONTRACT.type_map:
            stored = {camel_case(field.name) for field in dataclasses.fields(kind)}
            assert stored <= object_type(name).fields.keys(), name

    assert CORE_TYPES.keys() - CONTRACT.type_map.keys() == {
        *("FaceDetail", "Tombstone", "ImageRecord", "ContentMd5"),
        *("ErasureRecord", "ErasureTarget", "ErasureOrder"),
    }


def test_fields_that_need_a_resolver_are_exactly_those_that_have_one(api: Api) -> None:
    needed = {
        (kind.name, name)
        for kind in own_types()
        for name in kind.fields
        if kind.name in ROOTS or not is_stored(kind.name, name)
    }

    declared = {(field.type_name, field.field_name) for field in RESOLVED_FIELDS}
    assert declared == needed
    assert api.router.resolvers.keys() == needed


def is_stored(type_name: str, field_name: str) -> bool:
    if type_name not in CORE_TYPES:
        return True  # a connection
    names = {camel_case(field.name) for field in dataclasses.fields(CORE_TYPES[type_name])}
    return field_name in names


def test_no_field_is_declared_twice() -> None:
    pairs = [(field.type_name, field.field_name) for field in RESOLVED_FIELDS]

    assert len(pairs) == len(set(pairs))


def test_contract_holds_only_what_appsync_takes() -> None:
    refused = (
        *(DirectiveDefinitionNode, ScalarTypeDefinitionNode, InterfaceTypeDefinitionNode),
        InputObjectTypeDefinitionNode,  # none is needed: publishImageEvent takes AWSJSON
    )

    assert not [node for node in DEFINITIONS if isinstance(node, refused)]
    assert {type(node) for node in DEFINITIONS} == {
        SchemaDefinitionNode,
        ObjectTypeDefinitionNode,
        EnumTypeDefinitionNode,
    }
    assert not re.search(r"\bextend\b", SDL)
    assert not [d for d in DEFINITIONS if getattr(d, "interfaces", ())]


def test_contract_has_no_descriptions() -> None:
    assert '"""' not in SDL
    assert not [node for node in DEFINITIONS if getattr(node, "description", None)]


def test_no_type_takes_a_name_that_belongs_to_aws() -> None:
    names = [node.name.value for node in DEFINITIONS if not isinstance(node, SchemaDefinitionNode)]  # type: ignore[attr-defined]  # all others have one

    assert not [name for name in names if name.startswith("AWS")]
    assert len(names) == len(set(names))


def test_contract_uses_no_directive_or_scalar_but_appsyncs_own() -> None:
    directives = set(re.findall(r"@(\w+)", SDL))
    scalars = {
        name for name, kind in CONTRACT.type_map.items() if isinstance(kind, GraphQLScalarType)
    }

    assert directives == {"aws_iam", "aws_cognito_user_pools", "aws_subscribe"}
    assert scalars == {"ID", "String", "Int", "Float", "Boolean", "AWSDateTime", "AWSJSON"}


@pytest.mark.parametrize("type_name", ["ImageEvent", "Image", "Face", "Engine", "Failure"])
def test_what_an_event_holds_is_open_to_backend_and_users(type_name: str) -> None:
    assert {"aws_iam", "aws_cognito_user_pools"} == directives_of(type_name)


def test_everything_within_an_event_is_open_to_backend_and_users() -> None:
    within, waiting = set[str](), ["ImageEvent"]
    while waiting:
        kind = object_type(waiting.pop())
        within.add(kind.name)
        inner = {str(field.type).strip("[]!") for field in kind.fields.values()}
        objects = {n for n in inner if isinstance(CONTRACT.type_map.get(n), GraphQLObjectType)}
        waiting += objects - within

    closed = [name for name in within if "aws_iam" not in directives_of(name)]
    assert closed == []


def test_link_to_a_picture_is_for_users_alone() -> None:
    assert directives_of("Image", "url") == {"aws_cognito_user_pools"}


def test_publishing_is_for_the_backend_alone() -> None:
    assert directives_of("Mutation", "publishImageEvent") == {"aws_iam"}


def test_subscription_is_fed_by_the_publishing_mutation() -> None:
    node = object_type("Subscription").fields["onImageEvent"].ast_node
    assert node

    (directive,) = node.directives
    assert print_ast(directive) == '@aws_subscribe(mutations: ["publishImageEvent"])'


def directives_of(type_name: str, field_name: str | None = None) -> set[str]:
    node: Any = object_type(type_name).ast_node
    if field_name:
        node = object_type(type_name).fields[field_name].ast_node
    return {directive.name.value for directive in node.directives}
