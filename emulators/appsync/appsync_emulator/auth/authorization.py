"""Who may read which field: the schema's authorization directives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, get_directive_values
from graphql.type import is_introspection_type

from appsync_emulator.api import ApiDefinition, AuthMode, FieldName, UnsupportedApi
from appsync_emulator.errors import FieldFailed

_MODE_OF = {
    "aws_api_key": AuthMode.API_KEY,
    "aws_auth": AuthMode.COGNITO,
    "aws_cognito_user_pools": AuthMode.COGNITO,
    "aws_iam": AuthMode.AWS_IAM,
    "aws_lambda": AuthMode.AWS_LAMBDA,
    "aws_oidc": AuthMode.OIDC,
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, verified. Resolvers receive `identity`."""

    mode: AuthMode
    identity: Mapping[str, Any] | None = None
    groups: frozenset[str] = frozenset()
    denies_by_default: bool = False  # a user pool with default action DENY
    denied_fields: frozenset[FieldName] = frozenset()  # by a Lambda authorizer

    @property
    def rights(self) -> "Caller":
        """Without the identity: callers with equal rights may read the same fields."""
        return replace(self, identity=None)


@dataclass(frozen=True, slots=True)
class Grant:
    """Opens a field to a mode; to these groups only, unless there are none."""

    mode: AuthMode
    groups: frozenset[str] = frozenset()

    def covers(self, caller: Caller) -> bool:
        if self.mode is not caller.mode:
            return False
        if self.groups:
            return not self.groups.isdisjoint(caller.groups)
        return not caller.denies_by_default


class AccessRules:
    """Directives on a field go before those of its type; without any, the default mode may."""

    def __init__(self, schema: GraphQLSchema, api: ApiDefinition) -> None:
        self._default = (Grant(api.default_auth.mode),)
        self._grants: dict[FieldName, tuple[Grant, ...]] = {}
        for object_type in _object_types(schema):
            on_type = _grants(schema, object_type, api)
            for name, definition in object_type.fields.items():
                grants = _grants(schema, definition, api) or on_type
                self._grants[object_type.name, name] = grants or self._default

    def require(self, caller: Caller, type_name: str, field_name: str) -> None:
        """Raises `FieldFailed` of type Unauthorized."""
        name = type_name, field_name
        grants = self._grants.get(name, self._default)
        if name in caller.denied_fields or not any(grant.covers(caller) for grant in grants):
            raise FieldFailed(
                f"Not Authorized to access {field_name} on type {type_name}", "Unauthorized"
            )


def _object_types(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    for named_type in schema.type_map.values():
        if isinstance(named_type, GraphQLObjectType) and not is_introspection_type(named_type):
            yield named_type


def _grants(schema: GraphQLSchema, definition: Any, api: ApiDefinition) -> tuple[Grant, ...]:
    node = definition.ast_node
    grants = []
    for name, mode in _MODE_OF.items():
        directive = schema.get_directive(name)
        values = get_directive_values(directive, node) if directive and node else None
        if values is None:
            continue
        if name == "aws_auth" and api.additional_auth:
            # AppSync honours it in no API with more than one mode, which would open the field.
            raise UnsupportedApi("@aws_auth stands only where Cognito is the sole mode")
        grants.append(Grant(mode, frozenset(values.get("cognito_groups") or ())))
    return tuple(grants)
