"""Which authorization mode credentials belong to, where an API has several."""

from collections import Counter
from collections.abc import Sequence

from appsync_emulator.api import (
    ApiDefinition,
    ApiKeys,
    AuthMode,
    AuthProvider,
    CognitoUserPool,
    Iam,
    OpenIdProvider,
    UnsupportedApi,
)
from appsync_emulator.auth.api_keys import ApiKeyAuthenticator
from appsync_emulator.auth.authentication import Authentication, Authenticator
from appsync_emulator.auth.cognito import CognitoAuthenticator
from appsync_emulator.auth.credentials import Credentials
from appsync_emulator.auth.lambda_authorizer import LambdaAuthenticator
from appsync_emulator.auth.openid import OpenIdAuthenticator
from appsync_emulator.auth.sigv4 import IamAuthenticator
from appsync_emulator.invoker import LambdaInvoker

# AppSync documents only what tokens must not look like. The order is a local choice: a signature,
# an API key, a web token, then the Lambda authorizer for any other text.
_ORDER = [
    AuthMode.AWS_IAM,
    AuthMode.API_KEY,
    AuthMode.COGNITO,
    AuthMode.OIDC,
    AuthMode.AWS_LAMBDA,
]
_WEB_TOKENS = {AuthMode.COGNITO, AuthMode.OIDC}
_ONCE_ONLY = {AuthMode.API_KEY, AuthMode.AWS_IAM, AuthMode.AWS_LAMBDA}


def authentication(
    api: ApiDefinition, invoker: LambdaInvoker, credentials: Credentials
) -> Authentication:
    """Raises `UnsupportedApi` if a mode stands twice that may stand once."""
    _require_once(api.auth_providers)
    providers = sorted(api.auth_providers, key=lambda provider: _ORDER.index(provider.mode))
    return Authentication(
        [_authenticator(provider, api, invoker, credentials) for provider in providers]
    )


def _authenticator(
    provider: AuthProvider, api: ApiDefinition, invoker: LambdaInvoker, credentials: Credentials
) -> Authenticator:
    if isinstance(provider, Iam):
        return IamAuthenticator(provider, credentials)
    if isinstance(provider, ApiKeys):
        return ApiKeyAuthenticator(provider)
    if isinstance(provider, CognitoUserPool):
        return CognitoAuthenticator(provider)
    if isinstance(provider, OpenIdProvider):
        return OpenIdAuthenticator(provider, is_sole_mode=len(api.auth_providers) == 1)
    others_take_them = any(each.mode in _WEB_TOKENS for each in api.auth_providers)
    return LambdaAuthenticator(provider, api, invoker, takes_web_tokens=not others_take_them)


def _require_once(providers: Sequence[AuthProvider]) -> None:
    for mode, count in Counter(provider.mode for provider in providers).items():
        if count > 1 and mode in _ONCE_ONLY:
            raise UnsupportedApi(f"{mode} stands more than once among the API's modes")
