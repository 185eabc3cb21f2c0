"""The event of a direct Lambda resolver: AppSync's whole context."""

from collections.abc import Mapping
from typing import Any

from appsync_emulator.execution.field_call import FieldCall

RequestHeaders = Mapping[str, str | list[str]]


def direct_resolver_event(
    field: FieldCall,
    *,
    arguments: Mapping[str, Any],
    source: Any,
    identity: Mapping[str, Any] | None,
    headers: RequestHeaders,
    variables: Mapping[str, Any],
) -> dict[str, Any]:
    """`source` is the parent's whole result, null at the top."""
    type_name, field_name = field.name
    selected = field.selected()
    return {
        "arguments": arguments,
        "identity": identity,
        "source": source,
        "request": {"headers": headers, "domainName": None},
        "prev": None,
        "info": {
            "fieldName": field_name,
            "parentTypeName": type_name,
            "variables": variables,
            "selectionSetList": selected.paths,
            "selectionSetGraphQL": selected.text,
        },
        "stash": {},
    }
