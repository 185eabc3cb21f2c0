"""The event of a direct Lambda resolver: AppSync's whole context."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLResolveInfo

from appsync_emulator.execution.selection import selection_set_graphql, selection_set_list

RequestHeaders = Mapping[str, str | list[str]]


def direct_resolver_event(
    info: GraphQLResolveInfo[Any],
    *,
    arguments: Mapping[str, Any],
    source: Any,
    identity: Mapping[str, Any] | None,
    headers: RequestHeaders,
    variables: Mapping[str, Any],
) -> dict[str, Any]:
    """`source` is the parent's whole result, null at the top."""
    return {
        "arguments": arguments,
        "identity": identity,
        "source": source,
        "request": {"headers": headers, "domainName": None},
        "prev": None,
        "info": {
            "fieldName": info.field_name,
            "parentTypeName": info.parent_type.name,
            "variables": variables,
            "selectionSetList": selection_set_list(info),
            "selectionSetGraphQL": selection_set_graphql(info),
        },
        "stash": {},
    }
