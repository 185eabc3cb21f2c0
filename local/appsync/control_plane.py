"""A deployed API, read from an AppSync control plane."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graphql import ObjectTypeDefinitionNode, ObjectTypeExtensionNode, parse

from local.appsync.api import (
    ApiDefinition,
    AuthMode,
    AuthProvider,
    CognitoUserPool,
    FieldName,
    Iam,
    Limits,
    Resolver,
    UnsupportedApi,
)

if TYPE_CHECKING:
    from mypy_boto3_appsync import AppSyncClient

_MANY_RESOLVERS = 10_000  # what a limit of 0, "unset", stands for


def read_api(
    appsync: "AppSyncClient",
    api_id: str,
    *,
    sdl: str | None = None,
    cognito_endpoint: str | None = None,
) -> ApiDefinition:
    """`sdl` goes before what the control plane has, for one that gives no schema back.

    User pools publish their keys at `cognito_endpoint`, AWS's own if None. Raises
    `UnsupportedApi` if the API has resolvers or modes that cannot be served.
    """
    api: Mapping[str, Any] = appsync.get_graphql_api(apiId=api_id)["graphqlApi"]
    sdl = sdl or _schema(appsync, api_id)
    region = api["arn"].split(":")[3]
    additional = api.get("additionalAuthenticationProviders") or ()
    return ApiDefinition(
        sdl=sdl,
        resolvers=_resolvers(appsync, api_id, sdl),
        default_auth=_auth_provider(api, region, cognito_endpoint),
        additional_auth=tuple(
            _auth_provider(each, region, cognito_endpoint) for each in additional
        ),
        introspection=api.get("introspectionConfig") != "DISABLED",
        limits=Limits(
            query_depth=api.get("queryDepthLimit") or 0,
            resolver_count=api.get("resolverCountLimit") or _MANY_RESOLVERS,
        ),
    )


def _schema(appsync: "AppSyncClient", api_id: str) -> str:
    response = appsync.get_introspection_schema(apiId=api_id, format="SDL", includeDirectives=True)
    return response["schema"].read().decode()


def _auth_provider(
    provider: Mapping[str, Any], region: str, cognito_endpoint: str | None
) -> AuthProvider:
    mode = provider["authenticationType"]
    if mode == AuthMode.AWS_IAM:
        return Iam(region)
    if mode == AuthMode.COGNITO:
        return _user_pool(provider["userPoolConfig"], cognito_endpoint)
    raise UnsupportedApi(f"Authorization by {mode} is not served")


def _user_pool(config: Mapping[str, Any], cognito_endpoint: str | None) -> CognitoUserPool:
    pool_id = config["userPoolId"]
    issuer = f"https://cognito-idp.{config['awsRegion']}.amazonaws.com"
    return CognitoUserPool(
        issuer=f"{issuer}/{pool_id}",
        jwks_url=f"{cognito_endpoint or issuer}/{pool_id}/.well-known/jwks.json",
        client_id_pattern=config.get("appIdClientRegex") or None,
        default_action=config.get("defaultAction", "ALLOW"),
    )


def _resolvers(appsync: "AppSyncClient", api_id: str, sdl: str) -> dict[FieldName, Resolver]:
    functions = _functions(appsync, api_id)
    pages = appsync.get_paginator("list_resolvers")
    return {
        (resolver["typeName"], resolver["fieldName"]): _resolver(resolver, functions)
        for type_name in _object_types(sdl)
        for page in pages.paginate(apiId=api_id, typeName=type_name)
        for resolver in page["resolvers"]
    }


def _functions(appsync: "AppSyncClient", api_id: str) -> dict[str, str]:
    return {
        source["name"]: source["lambdaConfig"]["lambdaFunctionArn"]
        for page in appsync.get_paginator("list_data_sources").paginate(apiId=api_id)
        for source in page["dataSources"]
        if source["type"] == "AWS_LAMBDA"
    }


def _resolver(resolver: Mapping[str, Any], functions: Mapping[str, str]) -> Resolver:
    name = f"{resolver['typeName']}.{resolver['fieldName']}"
    function = functions.get(resolver.get("dataSourceName") or "")
    scripted = (resolver.get(key) for key in ("code", "pipelineConfig", *_TEMPLATES))
    if function is None or any(scripted):
        raise UnsupportedApi(f"The resolver of {name} is not a direct Lambda resolver")
    return Resolver(function, resolver.get("maxBatchSize") or 0)


_TEMPLATES = ("requestMappingTemplate", "responseMappingTemplate")


def _object_types(sdl: str) -> Iterator[str]:
    definitions = parse(sdl, no_location=True).definitions
    names = (
        each.name.value
        for each in definitions
        if isinstance(each, ObjectTypeDefinitionNode | ObjectTypeExtensionNode)
    )
    return iter(dict.fromkeys(names))
