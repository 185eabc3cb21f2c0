"""AppSync's dialect of the schema language."""

from collections.abc import Iterator

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    GraphQLError,
    GraphQLScalarType,
    GraphQLSchema,
    InterfaceTypeDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    build_schema,
    parse,
    specified_scalar_types,
    validate_schema,
)

from appsync_emulator.api import UnsupportedApi
from appsync_emulator.execution.scalars import SCALARS

PRELUDE = """
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_auth(cognito_groups: [String!]!) on FIELD_DEFINITION
directive @aws_cognito_user_pools(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_lambda on OBJECT | FIELD_DEFINITION
directive @aws_oidc on OBJECT | FIELD_DEFINITION
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
"""


def build_api_schema(sdl: str) -> GraphQLSchema:
    """Raises `UnsupportedApi` if AppSync would refuse the text, or if its schema is unsound.

    From no text it makes a schema without root types.
    """
    if not sdl.strip():
        return GraphQLSchema()
    try:
        refusals = list(_refusals(parse(sdl).definitions))
        schema = build_schema(_prelude() + sdl)
    except (GraphQLError, TypeError) as error:
        raise UnsupportedApi(f"The schema cannot be read: {error}") from error
    if refusals:
        raise UnsupportedApi("; ".join(refusals))
    if errors := validate_schema(schema):
        raise UnsupportedApi("; ".join(error.message for error in errors))
    _give_scalars_their_rules(schema)
    return schema


def _refusals(definitions: tuple[DefinitionNode, ...]) -> Iterator[str]:
    """What GraphQL knows and AppSync does not: aws-appsync-community#387 and others."""
    for each in definitions:
        match each:
            case TypeExtensionNode() | SchemaExtensionNode():
                yield "AppSync has no `extend`"
            case InterfaceTypeDefinitionNode(interfaces=interfaces) if interfaces:
                yield f"AppSync has no interfaces of interfaces, as {each.name.value} has"
            case DirectiveDefinitionNode():
                yield f"AppSync has no directives of its users, as @{each.name.value} is"
            case TypeDefinitionNode() if each.name.value.startswith("AWS"):
                yield f"AppSync keeps names that begin as {each.name.value} does"


def _prelude() -> str:
    return "".join(f"scalar {name}\n" for name in SCALARS) + PRELUDE


def _give_scalars_their_rules(schema: GraphQLSchema) -> None:
    for name, named_type in schema.type_map.items():
        if not isinstance(named_type, GraphQLScalarType) or name in specified_scalar_types:
            continue
        if name not in SCALARS:
            raise UnsupportedApi(f"AppSync has no scalar {name}")
        SCALARS[name].govern(named_type)
