"""An AppSync GraphQL data plane for localhost: real clients and direct Lambda resolvers."""

from appsync_emulator.api import (
    ApiDefinition,
    ApiKey,
    ApiKeys,
    AuthMode,
    CognitoUserPool,
    Iam,
    LambdaAuthorizer,
    Limits,
    OpenIdProvider,
    RealtimeLimits,
    Resolver,
    UnsupportedApi,
)
from appsync_emulator.app import create_app
from appsync_emulator.auth.credentials import AccessKey, Credentials, KnownCredentials
from appsync_emulator.aws_lambda.endpoint import LambdaEndpoint
from appsync_emulator.control_plane import read_api
from appsync_emulator.functions import PythonFunctions
from appsync_emulator.invoker import InvocationFailed, InvocationResult, LambdaInvoker
from appsync_emulator.serving.server import serve
from appsync_emulator.serving.tls import AuthorityUnusable, LoopbackTls, authority_folder

__all__ = [
    "AccessKey",
    "ApiDefinition",
    "ApiKey",
    "ApiKeys",
    "AuthMode",
    "AuthorityUnusable",
    "CognitoUserPool",
    "Credentials",
    "Iam",
    "InvocationFailed",
    "InvocationResult",
    "KnownCredentials",
    "LambdaAuthorizer",
    "LambdaEndpoint",
    "LambdaInvoker",
    "Limits",
    "LoopbackTls",
    "OpenIdProvider",
    "PythonFunctions",
    "RealtimeLimits",
    "Resolver",
    "UnsupportedApi",
    "authority_folder",
    "create_app",
    "read_api",
    "serve",
]
