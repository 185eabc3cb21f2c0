"""Fields that a Lambda resolves: their shape in the schema, and how the in-process executor
calls the function that AppSync would invoke."""

import inspect
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from types import NoneType
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo

from core.model.wire import camel_case

_KEYWORD = inspect.Parameter.KEYWORD_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """The context of an execution: who asks, and what answers as AppSync's data source."""

    identity: dict[str, Any] | None
    handler: Callable[[dict[str, Any]], Any]


def resolved(
    returns: Any, *, directives: Iterable[object] = (), subscription: bool = False, **arguments: Any
) -> Any:
    """A field with a Lambda resolver. Arguments that admit None may be left out."""

    def resolve(root: Any, info: strawberry.Info, **given: Any) -> Any:
        event = direct_lambda_event(info._raw_info, info.context.identity, root, given)
        return info.context.handler(event)

    parameters = [_parameter("root", Any), _parameter("info", strawberry.Info)]
    parameters += [_parameter(name, kind) for name, kind in arguments.items()]
    signature = inspect.Signature(parameters, return_annotation=returns)
    resolve.__signature__ = signature  # type: ignore[attr-defined]  # read by strawberry
    resolve.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": returns}
    return strawberry.field(
        resolver=resolve, directives=list(directives), is_subscription=subscription
    )


def direct_lambda_event(
    info: GraphQLResolveInfo[Any],
    identity: dict[str, Any] | None,
    source: Any,
    arguments: dict[str, Any],
) -> dict[str, Any]:
    """What AppSync passes to a direct Lambda resolver, without the request's headers."""
    return {
        "arguments": {camel_case(name): _plain(value) for name, value in arguments.items()},
        "identity": identity,
        "source": source,
        "request": {"headers": {}, "domainName": None},
        "prev": None,
        "info": {"fieldName": info.field_name, "parentTypeName": info.parent_type.name},
        "stash": {},
    }


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _parameter(name: str, kind: Any) -> inspect.Parameter:
    optional = NoneType in typing.get_args(kind)
    default = strawberry.UNSET if optional else inspect.Parameter.empty
    return inspect.Parameter(name, _KEYWORD, annotation=kind, default=default)
