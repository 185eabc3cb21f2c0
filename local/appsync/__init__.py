"""An AppSync GraphQL data plane for localhost: real clients and direct Lambda resolvers."""

from local.appsync.api import (
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
from local.appsync.app import create_app
from local.appsync.auth.credentials import AccessKey, Credentials, KnownCredentials
from local.appsync.control_plane import read_api
from local.appsync.invoker import InvocationFailed, InvocationResult, LambdaEndpoint, LambdaInvoker
from local.appsync.serving.server import serve
from local.appsync.serving.tls import AuthorityUnusable, LoopbackTls, authority_folder

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
    "RealtimeLimits",
    "Resolver",
    "UnsupportedApi",
    "authority_folder",
    "create_app",
    "read_api",
    "serve",
]
