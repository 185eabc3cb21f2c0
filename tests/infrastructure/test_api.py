"""The GraphQL API as it is deployed."""

import json
from collections.abc import Iterator
from typing import Any

import graphql

from core.model.caller import ADMINS_GROUP
from core.model.paging import MAX_PAGE_SIZE
from core.model.shape import Record, members_of
from core.model.wire import camel_case
from infrastructure.bundle import ROOT
from resolvers.api import FIELDS
from schema.shapes import shapes_of_the_api, type_name
from tests.support.synthesized import Synthesized

_ROOTS = ("Query", "Mutation", "Subscription")


def test_the_schema_that_is_deployed_is_the_one_that_is_published(stack: Synthesized) -> None:
    schema = stack.one("AWS::AppSync::GraphQLSchema")

    assert schema["Definition"] == (ROOT / "schema.graphql").read_text(encoding="utf-8")


def test_a_field_has_a_resolver_exactly_when_nothing_stored_answers_it(stack: Synthesized) -> None:
    resolvers = stack.all("AWS::AppSync::Resolver").values()
    deployed = {(resolver["TypeName"], resolver["FieldName"]) for resolver in resolvers}

    needed = set(_fields_to_resolve(stack.one("AWS::AppSync::GraphQLSchema")))
    assert deployed == needed, (
        f"{deployed ^ needed}: declare a resolver in resolvers/ and run `make generate`"
    )


def test_resolvers_ask_the_function_directly_and_in_batches_where_declared(
    stack: Synthesized,
) -> None:
    declared = {(f.type_name, f.field_name): f.max_batch_size or None for f in FIELDS}

    for resolver in stack.all("AWS::AppSync::Resolver").values():
        assert resolver["Kind"] == "UNIT"
        assert not {"RequestMappingTemplate", "ResponseMappingTemplate", "Code"} & resolver.keys()
        batch_size = resolver.get("MaxBatchSize")
        assert batch_size == declared[resolver["TypeName"], resolver["FieldName"]]
    assert stack.one("AWS::AppSync::DataSource")["Type"] == "AWS_LAMBDA"


def test_users_sign_in_with_cognito_and_the_backend_with_iam(stack: Synthesized) -> None:
    api = stack.one("AWS::AppSync::GraphQLApi")

    assert api["AuthenticationType"] == "AMAZON_COGNITO_USER_POOLS"
    [additional] = api["AdditionalAuthenticationProviders"]
    assert additional == {"AuthenticationType": "AWS_IAM"}


def test_introspection_is_for_dev_only(dev: Synthesized, prod: Synthesized) -> None:
    assert dev.one("AWS::AppSync::GraphQLApi")["IntrospectionConfig"] == "ENABLED"
    assert prod.one("AWS::AppSync::GraphQLApi")["IntrospectionConfig"] == "DISABLED"


def test_queries_are_bounded_and_a_full_page_with_all_its_fields_fits(stack: Synthesized) -> None:
    api = stack.one("AWS::AppSync::GraphQLApi")
    of_each_image = [field for field in FIELDS if field.type_name == "Image"]

    assert api["QueryDepthLimit"] <= 16
    assert 1 + MAX_PAGE_SIZE * len(of_each_image) <= api["ResolverCountLimit"] <= 1000


def test_the_deepest_query_on_stored_data_is_allowed_in_prod(prod: Synthesized) -> None:
    schema = prod.one("AWS::AppSync::GraphQLSchema")
    deepest = max(_depth(_object_types(schema), root, ()) for root in _ROOTS)

    assert deepest <= prod.one("AWS::AppSync::GraphQLApi")["QueryDepthLimit"]


def test_errors_are_logged_without_what_users_sent(stack: Synthesized) -> None:
    api = stack.one("AWS::AppSync::GraphQLApi")
    name = stack.all("AWS::Logs::LogGroup")["GraphqlLog"]["LogGroupName"]

    assert api["LogConfig"]["FieldLogLevel"] == "ERROR"
    assert api["LogConfig"]["ExcludeVerboseContent"] is True
    assert api["XrayEnabled"] is True
    assert name["Fn::Join"][1][0] == "/aws/appsync/apis/"


def test_the_firewall_judges_users_and_lets_the_publisher_pass(prod: Synthesized) -> None:
    acl = prod.one("AWS::WAFv2::WebACL")

    rate, common = acl["Rules"]
    assert "RateBasedStatement" in rate["Statement"]
    group = common["Statement"]["ManagedRuleGroupStatement"]
    assert group["Name"] == "AWSManagedRulesCommonRuleSet"
    for statement in (rate["Statement"]["RateBasedStatement"], group):
        assert "AWS4-HMAC-SHA256" in json.dumps(statement["ScopeDownStatement"]["NotStatement"])
    association = prod.one("AWS::WAFv2::WebACLAssociation")
    assert association["ResourceArn"]["Fn::GetAtt"][0].startswith("GraphqlApi")


def test_dev_has_no_firewall(dev: Synthesized) -> None:
    assert not dev.all("AWS::WAFv2::WebACL")
    assert not dev.all("AWS::WAFv2::WebACLAssociation")


def test_only_admins_create_users_and_sign_in_does_not_reveal_user_names(
    stack: Synthesized,
) -> None:
    pool = stack.one("AWS::Cognito::UserPool")
    client = stack.one("AWS::Cognito::UserPoolClient")

    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["GenerateSecret"] is False
    assert client["AllowedOAuthFlowsUserPoolClient"] is False
    assert sorted(client["ExplicitAuthFlows"]) == [
        "ALLOW_REFRESH_TOKEN_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
    ]
    assert stack.one("AWS::Cognito::UserPoolGroup")["GroupName"] == ADMINS_GROUP


def _fields_to_resolve(schema: Any) -> Iterator[tuple[str, str]]:
    """Root fields, and fields that no dataclass of the core has."""
    stored = _stored_fields()
    for parent, fields in _object_types(schema).items():
        yield from ((parent, field) for field in fields.keys() - stored.get(parent, set()))


def _object_types(schema: Any) -> dict[str, dict[str, str]]:
    """For each type, its fields and the names of their types."""
    document = graphql.parse(schema["Definition"])
    return {
        definition.name.value: {
            field.name.value: _named(field.type) for field in definition.fields or ()
        }
        for definition in document.definitions
        if isinstance(definition, graphql.ObjectTypeDefinitionNode)
    }


def _named(node: graphql.TypeNode) -> str:
    while isinstance(node, graphql.ListTypeNode | graphql.NonNullTypeNode):
        node = node.type
    assert isinstance(node, graphql.NamedTypeNode)
    return node.name.value


def _depth(types: dict[str, dict[str, str]], type_name: str, above: tuple[str, ...]) -> int:
    """The number of levels of fields below a type, without cycles."""
    if type_name not in types or type_name in above:
        return 0
    return 1 + max(
        _depth(types, field_type, (*above, type_name)) for field_type in types[type_name].values()
    )


def _stored_fields() -> dict[str, set[str]]:
    return {
        type_name(shape): {camel_case(member) for member, _ in members_of(shape)}
        for shape in shapes_of_the_api()
        if isinstance(shape, Record)
    }
