"""An API described by a TOML file: its schema, resolvers, authorization modes and limits."""

import dataclasses
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from appsync_emulator.api import LOCAL_ARN, ApiDefinition, Limits
from appsync_emulator.auth.credentials import AccessKey
from appsync_emulator.aws_lambda.endpoint import LambdaEndpoint
from appsync_emulator.cli.auth_modes import DEFAULT_REGION, AuthReader
from appsync_emulator.cli.resolver_table import Functions, read_resolvers
from appsync_emulator.cli.sections import ConfigurationError, Section
from appsync_emulator.execution.sdl import build_api_schema
from appsync_emulator.functions import PythonFunctions
from appsync_emulator.invoker import LambdaInvoker


@dataclass(frozen=True, slots=True)
class ApiFile:
    """What a file describes, ready to serve."""

    definition: ApiDefinition
    invoker: LambdaInvoker
    access_keys: Sequence[AccessKey]
    api_keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Overrides:
    """Options of the command that replace or add to what the file says."""

    schema: Path | None = None
    api_keys: Sequence[str] = ()
    lambda_endpoint: str | None = None
    region: str | None = None


def read_api_file(path: Path, overrides: Overrides) -> ApiFile:
    """Raises `ConfigurationError`, `UnsupportedApi`.

    Paths in the file start from its folder, and Python modules are imported from there first.
    """
    root, folder = Section(_parsed(path), str(path)), path.resolve().parent
    sys.path.insert(0, str(folder))
    sdl = _schema_text(root, folder, overrides)
    schema, functions = build_api_schema(sdl), Functions()
    resolvers = read_resolvers(root.section("resolvers"), schema, functions)
    auth = AuthReader(folder, functions, overrides.api_keys)
    default_auth, *additional_auth = auth.read(root.sections("auth"))
    definition = ApiDefinition(
        sdl=sdl,
        resolvers=resolvers,
        default_auth=default_auth,
        additional_auth=tuple(additional_auth),
        arn=root.get("arn", str) or LOCAL_ARN,
        introspection=root.get("introspection", bool, True) is not False,
        limits=_limits(root.section("limits")),
    )
    invoker = PythonFunctions(functions.handlers, _lambda(root, functions, overrides))
    root.finish()
    return ApiFile(definition, invoker, auth.access_keys, auth.api_keys)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ConfigurationError(f"{path} is not TOML: {error}.") from error


def _schema_text(root: Section, folder: Path, overrides: Overrides) -> str:
    named = root.get("schema", str, "schema.graphql")
    path = overrides.schema or folder / str(named)
    try:
        return path.read_text()
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"The schema {path} cannot be read: {error}.") from error


def _limits(section: Section) -> Limits:
    names = [each.name for each in dataclasses.fields(Limits)]
    given = {name: section.require(name, int) for name in names if section.has(name)}
    section.finish()
    return Limits(**given)


def _lambda(root: Section, functions: Functions, overrides: Overrides) -> LambdaEndpoint | None:
    section = root.section("lambda")
    endpoint = overrides.lambda_endpoint or section.get("endpoint", str)
    region = overrides.region or section.get("region", str)
    section.finish()
    if not functions.needs_lambda:
        return None
    session = boto3.Session(region_name=region)
    if endpoint and session.get_credentials() is None:  # emulators of Lambda accept any
        session = boto3.Session("test", "test", region_name=region or DEFAULT_REGION)
    if session.region_name is None:
        session = boto3.Session(region_name=DEFAULT_REGION)
    return LambdaEndpoint(session, endpoint)
