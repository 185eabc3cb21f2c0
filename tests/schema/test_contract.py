import re
from collections import Counter
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

from core.model.shape import Record, members_of
from core.model.wire import camel_case
from resolvers.api import FIELDS
from resolvers.declaration import ROOTS
from schema.export import SCHEMA_FILE
from schema.shapes import shapes_of_the_api, type_name
from tests.schema.api import Api
from tests.support.documents import CONTRACT
from tests.support.drift import no_drift

SDL = SCHEMA_FILE.read_text()
DEFINITIONS = parse(SDL).definitions
DECLARED = {type_name(shape): shape for shape in shapes_of_the_api()}
# Members that Rekognition does not have.
OURS = {"Face.id", "Face.imageId"}
ROOT_NAMES = {root.__name__ for root in ROOTS}
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
    """Differences between our type and Rekognition's, by member and value, in both directions."""
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
    ours = {name for name in kind.fields if f"{kind.name}.{name}" not in OURS}
    found = [f"{path}.{name} is on one side only" for name in ours ^ theirs.keys()]
    for name in ours & theirs.keys():
        found += mismatches(f"{path}.{name}", theirs[name], kind.fields[name].type)
    return found


def test_face_has_every_member_of_rekognitions_with_its_type_and_values() -> None:
    different = mismatches("Face", face_detail(), object_type("Face"))

    problem = (
        "not as in Rekognition's FaceDetail (a member of ours belongs into OURS in "
        "tests/schema/test_contract.py)"
    )
    no_drift(different, problem, edit="core/model/face.py", run="make generate")


def test_every_declared_type_has_its_members_in_the_contract() -> None:
    for name, shape in DECLARED.items():
        if isinstance(shape, Record):
            stored = {camel_case(member) for member, _ in members_of(shape)}
            missing = {f"{name}.{m}" for m in stored - object_type(name).fields.keys()}
            no_drift(missing, "not in schema.graphql", edit=None, run="make generate")

    types = {kind.name for kind in own_types()} | {
        name for name, kind in CONTRACT.type_map.items() if is_own_enum(kind)
    }
    no_drift(
        (DECLARED.keys() | ROOT_NAMES) ^ types,
        "declared by a resolver's signature, or in schema.graphql, but not in both",
        edit=None,
        run="make generate",
    )


def is_own_enum(kind: object) -> bool:
    return isinstance(kind, GraphQLEnumType) and not kind.name.startswith("__")


def test_field_is_resolved_exactly_if_it_is_not_stored(api: Api) -> None:
    needed = {
        (kind.name, name)
        for kind in own_types()
        for name in kind.fields
        if kind.name in ROOT_NAMES or not is_stored(kind.name, name)
    }

    declared = Counter((field.type_name, field.field_name) for field in FIELDS)
    different = {f"{kind}.{name}" for kind, name in declared.keys() ^ needed}
    no_drift(different, "has a resolver or is no stored member, not both", edit="resolvers/api.py")
    twice = {f"{kind}.{name}" for (kind, name), times in declared.items() if times > 1}
    no_drift(twice, "has two resolvers", edit="resolvers/api.py")
    assert api.router.fields.keys() == needed


def is_stored(type_name: str, field_name: str) -> bool:
    record = DECLARED[type_name]
    assert isinstance(record, Record)
    return field_name in {camel_case(member) for member, _ in members_of(record)}


def test_contract_holds_only_syntax_that_appsync_accepts() -> None:
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
def test_types_of_an_event_are_open_to_backend_and_users(type_name: str) -> None:
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
