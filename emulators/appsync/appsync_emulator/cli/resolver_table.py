"""The tables `[resolvers.TYPE]` of an API file, and the Python functions that they name."""

import importlib
import re
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType, GraphQLSchema

from appsync_emulator.api import FieldName, Resolver, UnsupportedApi
from appsync_emulator.cli.sections import ConfigurationError, Section

if TYPE_CHECKING:
    from appsync_emulator.functions import Handler

_PYTHON_NAME = re.compile(r"[\w.]+:\w+")
_MAX_BATCH_SIZE = 2000  # AppSync's own limit
_NOT_SERVED = {
    "caching": "resolvers are not cached here",
    "code": "APPSYNC_JS code does not run here",
    "data_source": "only Lambda functions and Python functions are data sources here",
    "pipeline": "pipeline resolvers do not run here",
    "request_template": "VTL templates do not run here",
    "response_template": "VTL templates do not run here",
    "sync": "conflict detection and delta sync do not exist here",
}


class Functions:
    """The functions that a file names: imported Python functions, and Lambda functions."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.needs_lambda = False

    def named(self, value: Any, place: str) -> str:
        """The name to invoke. `value` is "module:function" or {lambda = "name or ARN"}."""
        match value:
            case str() if _PYTHON_NAME.fullmatch(value):
                self.handlers[value] = _imported(value, place)
                return value
            case {"lambda": str(name), **rest} if name and not rest:
                self.needs_lambda = True
                return name
        raise ConfigurationError(
            f'{place} must name a function: "module:function", or {{ lambda = "name or ARN" }}.'
        )


def read_resolvers(
    section: Section, schema: GraphQLSchema, functions: Functions
) -> dict[FieldName, Resolver]:
    """Raises `ConfigurationError`, and `UnsupportedApi` for a resolver with templates or code."""
    resolvers: dict[FieldName, Resolver] = {}
    for type_name, fields in section.items():
        if not isinstance(fields, dict):
            raise ConfigurationError(f"`resolvers.{type_name}` must be a table of fields.")
        for field, value in fields.items():
            _require_field(schema, type_name, field)
            resolvers[type_name, field] = _resolver(value, f"{type_name}.{field}", functions)
    return resolvers


def _resolver(value: Any, place: str, functions: Functions) -> Resolver:
    if not isinstance(value, dict):
        return Resolver(functions.named(value, place))
    for key in value.keys() & _NOT_SERVED.keys():
        raise UnsupportedApi(f"{place} has `{key}`: {_NOT_SERVED[key]}.")
    section = Section(value, place)
    batch_size = section.get("max_batch_size", int, 0) or 0
    if not 0 <= batch_size <= _MAX_BATCH_SIZE:
        raise ConfigurationError(f"`max_batch_size` of {place} must be 0 to {_MAX_BATCH_SIZE}.")
    rest = dict(section.items())
    return Resolver(functions.named(rest.get("function", rest), place), batch_size)


def _require_field(schema: GraphQLSchema, type_name: str, field: str) -> None:
    object_type = schema.type_map.get(type_name)
    if not isinstance(object_type, GraphQLObjectType):
        raise ConfigurationError(f"The schema has no object type {type_name}.")
    if field not in object_type.fields:
        raise ConfigurationError(f"The schema has no field {field} on type {type_name}.")


def _imported(name: str, place: str) -> "Handler":
    module_name, _, function_name = name.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise ConfigurationError(
            f"{place} names {name}, but the module cannot be imported: {error}."
        ) from error
    function = getattr(module, function_name, None)
    if not callable(function):
        raise ConfigurationError(f"{place} names {name}, but {module_name} has no such function.")
    handler: Handler = function
    return handler
