"""Fields that a Lambda resolves: their shape in the schema, and how the in-process executor
calls the function that AppSync would invoke."""

import inspect
import types
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo

from core.model.shape import Shape
from core.model.wire import camel_case
from resolvers.declaration import Argument, Field
from schema.appsync import AwsSubscribe

_KEYWORD = inspect.Parameter.KEYWORD_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """The context of an execution: who asks, and what answers as AppSync's data source."""

    identity: dict[str, Any] | None
    handler: Callable[[dict[str, Any]], Any]


def resolved(
    field: Field, graphql_type: Callable[[Shape], Any], directives: Iterable[object]
) -> Any:
    """The strawberry field, whose resolver calls the function that AppSync would invoke."""

    def resolve(root: Any, info: strawberry.Info, **given: Any) -> Any:
        event = direct_lambda_event(info._raw_info, info.context.identity, root, given)
        return info.context.handler(event)

    returns = graphql_type(field.signature.returns)
    delivers = [AwsSubscribe(mutations=[_name(each) for each in field.fed_by])]
    if field.fed_by:
        returns = types.GenericAlias(AsyncGenerator, (returns, None))
    parameters = [_given("root", Any), _given("info", strawberry.Info)]
    parameters += [_parameter(each, graphql_type) for each in field.signature.arguments]
    signature = inspect.Signature(parameters, return_annotation=returns)
    resolve.__signature__ = signature  # type: ignore[attr-defined]  # read by strawberry
    resolve.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": returns}
    return strawberry.field(
        resolver=resolve,
        directives=[*directives, *(delivers if field.fed_by else [])],
        is_subscription=bool(field.fed_by),
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


def _name(resolver: Callable[..., Any]) -> str:
    return camel_case(resolver.__name__)


def _given(name: str, kind: Any) -> inspect.Parameter:
    return inspect.Parameter(name, _KEYWORD, annotation=kind)


def _parameter(argument: Argument, graphql_type: Callable[[Shape], Any]) -> inspect.Parameter:
    return inspect.Parameter(
        argument.name,
        _KEYWORD,
        annotation=graphql_type(argument.shape),
        default=strawberry.UNSET if argument.has_default else inspect.Parameter.empty,
    )
