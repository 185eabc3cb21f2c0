"""What a Lambda authorizer answered.

Source: AppSync Developer Guide, "Configuring authorization and authentication". Which refusal an
answer of a wrong shape gets is a local choice.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from appsync_emulator.api import MIB, FieldName
from appsync_emulator.errors import RequestRefused, unauthorized
from appsync_emulator.invoker import InvocationResult
from appsync_emulator.json_text import MalformedJson, UnwritableJson, read_json, write_json

_MAX_CONTEXT_BYTES = 5 * MIB
_LONGEST_TTL_S = 3600  # of an API's own setting


@dataclass(frozen=True, slots=True)
class Verdict:
    """A `ttl_s` of None leaves it to the API how long the answer holds."""

    is_authorized: bool
    denied_fields: frozenset[FieldName] = frozenset()
    resolver_context: Mapping[str, Any] = field(default_factory=dict)
    ttl_s: float | None = None


def read_verdict(result: InvocationResult, api_arn: str) -> Verdict:
    """Raises `RequestRefused`: a function that fails or gives no verdict authorizes no caller."""
    if result.function_error:
        raise unauthorized()
    try:
        answer = read_json(result.payload or b"null")
    except MalformedJson as error:
        raise misconfigured() from error
    if not isinstance(answer, dict) or not isinstance(answer.get("isAuthorized"), bool):
        raise unauthorized()
    return Verdict(
        answer["isAuthorized"],
        denied_fields=frozenset(_denied_fields(answer.get("deniedFields"), api_arn)),
        resolver_context=_resolver_context(answer.get("resolverContext")),
        ttl_s=_ttl_s(answer.get("ttlOverride")),
    )


def misconfigured() -> RequestRefused:
    """Without a message, as AppSync has it (aws/aws-cdk#19239)."""
    return RequestRefused(400, "BadRequestException")


def _denied_fields(entries: Any, api_arn: str) -> Iterable[FieldName]:
    """Each is "Type.field" or a field's ARN; one of another API denies nothing here."""
    if not isinstance(entries, list | None):
        raise misconfigured()
    for entry in entries or ():
        if not isinstance(entry, str):
            raise misconfigured()
        short = re.fullmatch(r"(\w+)\.(\w+)", entry)
        full = re.fullmatch(rf"{re.escape(api_arn)}/types/(\w+)/fields/(\w+)", entry)
        if named := short or full:
            yield named[1], named[2]


def _resolver_context(context: Any) -> dict[str, Any]:
    if not isinstance(context, dict | None):
        raise misconfigured()
    if any(isinstance(value, dict | list) for value in (context or {}).values()):
        raise misconfigured()  # "Nested keys are not supported"
    try:
        size = len(write_json(context).encode())
    except UnwritableJson as error:  # 1e999 is read as an infinity
        raise misconfigured() from error
    if size > _MAX_CONTEXT_BYTES:
        raise misconfigured()
    return context or {}


def _ttl_s(ttl: Any) -> float | None:
    if ttl is None:
        return None
    if isinstance(ttl, bool) or not isinstance(ttl, int | float) or ttl < 0:
        raise misconfigured()
    return min(ttl, _LONGEST_TTL_S)
