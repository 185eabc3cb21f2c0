"""How a value becomes part of a response: graphql-core's executor with AppSync's errors.

`complete_value` is not public API of graphql-core 3.3, and there is no other place that knows a
value, its type and its path at once; pyproject.toml therefore bounds the version.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLLeafType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    get_named_type,
)
from graphql.execution import Executor
from graphql.pyutils import Path
from graphql.type import (
    is_abstract_type,
    is_introspection_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from appsync_emulator.errors import ValueUnfit
from appsync_emulator.execution.misfits import (
    forbidden_null,
    kind,
    printed,
    unexpected_kind,
    unserializable,
)


class AppSyncExecutor(Executor[Any]):
    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: Any,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        _require_fit(return_type, info, path, result)
        try:
            return super().complete_value(
                return_type, field_details_list, info, path, result, position_context
            )
        except (GraphQLError, TypeError, ValueError, OverflowError) as error:
            if not is_leaf_type(return_type):
                raise
            raise unserializable(return_type, result, path, error) from error


class DeliveryExecutor(AppSyncExecutor):
    """Executes a subscription over what a mutation published, where leaves are serialised."""

    @staticmethod
    def complete_leaf_value(return_type: GraphQLLeafType, result: Any) -> Any:  # noqa: ARG004 - an override
        return result


def _require_fit(
    return_type: GraphQLOutputType, info: GraphQLResolveInfo[Any], path: Path, result: Any
) -> None:
    if isinstance(result, Exception) or is_introspection_type(get_named_type(return_type)):
        return
    if is_non_null_type(return_type):
        if result is None:
            raise forbidden_null(return_type, info.parent_type.name, path)
    elif result is not None and is_abstract_type(return_type):
        _require_concrete(return_type, info, path, result)
    elif result is not None and not is_leaf_type(return_type):
        expected = "LIST" if is_list_type(return_type) else "OBJECT"
        if kind(result) != expected:
            raise unexpected_kind(expected, result, path)


def _require_concrete(
    abstract_type: GraphQLAbstractType, info: GraphQLResolveInfo[Any], path: Path, value: Any
) -> None:
    """A value of an interface or union must name its type as `__typename`.

    The words are AppSync's, its stray quote too (aws-appsync-community#84,
    serverless-appsync-plugin#603); what it says of a wrong name is not known.
    """
    undetermined = f"Could not determine the exact type of {abstract_type}."
    if not isinstance(value, Mapping):
        raise ValueUnfit(f"{undetermined} Expected MAP/OBJECT type.'")
    if value.get("__typename") not in {
        each.name for each in info.schema.get_possible_types(abstract_type)
    }:
        missing = "" if "__typename" in value else " Missing __typename key on value.'"
        raise ValueUnfit(
            f"Can't resolve '{printed(path)}'. Abstract type '{abstract_type}' must resolve to an "
            f"Object type at runtime for field '{info.parent_type}.{info.field_name}'. "
            f"{undetermined}{missing}"
        )


def resolve_type(
    value: Any, _info: GraphQLResolveInfo[Any], _abstract_type: GraphQLAbstractType
) -> str:
    return str(value["__typename"])
