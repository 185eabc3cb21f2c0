"""A deployed API, read from an AppSync control plane."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graphql import ObjectTypeDefinitionNode, ObjectTypeExtensionNode, parse

from appsync_emulator.api import ApiDefinition, FieldName, Limits, Resolver, UnsupportedApi
from appsync_emulator.auth_providers import ProviderReader

if TYPE_CHECKING:
    from mypy_boto3_appsync import AppSyncClient

_MANY_RESOLVERS = 10_000  # what a limit of 0, "unset", stands for


def read_api(
    appsync: "AppSyncClient",
    api_id: str,
    *,
    sdl: str | None = None,
    cognito_endpoint: str | None = None,
    openid_keys: Mapping[str, str] | None = None,
) -> ApiDefinition:
    """A snapshot. `sdl` replaces the control plane's schema, for one that returns none.

    User pools publish their keys at `cognito_endpoint`, AWS's own if None; those of OpenID
    Connect issuers are at `openid_keys`, by issuer. Raises `UnsupportedApi` if the API has
    resolvers or modes that the emulator cannot serve.
    """
    api: Mapping[str, Any] = appsync.get_graphql_api(apiId=api_id)["graphqlApi"]
    if api.get("apiType") == "MERGED":
        raise UnsupportedApi("Merged APIs are not served; read one of the source APIs")
    providers = ProviderReader(appsync, cognito_endpoint, openid_keys or {}).read(api)
    sdl = _schema(appsync, api_id) if sdl is None else sdl
    return ApiDefinition(
        sdl=sdl,
        resolvers=_resolvers(appsync, api_id, sdl),
        default_auth=providers[0],
        additional_auth=tuple(providers[1:]),
        arn=api["arn"],
        introspection=api.get("introspectionConfig") != "DISABLED",
        limits=Limits(
            query_depth=api.get("queryDepthLimit") or 0,
            resolver_count=api.get("resolverCountLimit") or _MANY_RESOLVERS,
        ),
    )


def _schema(appsync: "AppSyncClient", api_id: str) -> str:
    """Empty if the API has none yet."""
    try:
        response = appsync.get_introspection_schema(
            apiId=api_id, format="SDL", includeDirectives=True
        )
    except appsync.exceptions.GraphQLSchemaException:
        return ""
    return response["schema"].read().decode()


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
    for setting in _SETTINGS_NOT_SERVED:
        if resolver.get(setting):
            raise UnsupportedApi(f"The resolver of {name} has a {setting}, which is not served")
    return Resolver(function, resolver.get("maxBatchSize") or 0)


_SETTINGS_NOT_SERVED = ("cachingConfig", "syncConfig")
_TEMPLATES = ("requestMappingTemplate", "responseMappingTemplate")


def _object_types(sdl: str) -> Iterator[str]:
    definitions = parse(sdl, no_location=True).definitions if sdl.strip() else ()
    names = (
        each.name.value
        for each in definitions
        if isinstance(each, ObjectTypeDefinitionNode | ObjectTypeExtensionNode)
    )
    return iter(dict.fromkeys(names))
