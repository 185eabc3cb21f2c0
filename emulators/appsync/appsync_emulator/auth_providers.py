"""The authorization modes of an API, as an AppSync control plane describes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from appsync_emulator.api import (
    ApiKey,
    ApiKeys,
    AuthMode,
    AuthProvider,
    CognitoUserPool,
    Iam,
    LambdaAuthorizer,
    OpenIdProvider,
    UnsupportedApi,
)

if TYPE_CHECKING:
    from mypy_boto3_appsync import AppSyncClient


@dataclass(frozen=True, slots=True)
class ProviderReader:
    """`openid_keys` are addresses of key sets by issuer: a token cannot be verified without.

    User pools publish theirs at `cognito_endpoint`, AWS's own if None.
    """

    appsync: "AppSyncClient"
    cognito_endpoint: str | None = None
    openid_keys: Mapping[str, str] = field(default_factory=dict)

    def read(self, api: Mapping[str, Any]) -> list[AuthProvider]:
        """The default one first. Raises `UnsupportedApi`."""
        additional = api.get("additionalAuthenticationProviders") or ()
        return [self._provider(each, api) for each in (api, *additional)]

    def _provider(self, described: Mapping[str, Any], api: Mapping[str, Any]) -> AuthProvider:
        match described["authenticationType"]:
            case AuthMode.API_KEY:
                return ApiKeys(tuple(self._keys(api["apiId"])))
            case AuthMode.AWS_IAM:
                return Iam(api["arn"].split(":")[3])
            case AuthMode.AWS_LAMBDA:
                return _authorizer(described["lambdaAuthorizerConfig"])
            case AuthMode.COGNITO:
                return self._user_pool(described["userPoolConfig"])
            case AuthMode.OIDC:
                return self._openid_provider(described["openIDConnectConfig"])
            case mode:
                raise UnsupportedApi(f"Authorization by {mode} is not served")

    def _keys(self, api_id: str) -> list[ApiKey]:
        return [
            ApiKey(key["id"], datetime.fromtimestamp(key["expires"], UTC))
            for page in self.appsync.get_paginator("list_api_keys").paginate(apiId=api_id)
            for key in page["apiKeys"]
        ]

    def _user_pool(self, config: Mapping[str, Any]) -> CognitoUserPool:
        pool_id = config["userPoolId"]
        issuer = f"https://cognito-idp.{config['awsRegion']}.amazonaws.com"
        return CognitoUserPool(
            issuer=f"{issuer}/{pool_id}",
            jwks_url=f"{self.cognito_endpoint or issuer}/{pool_id}/.well-known/jwks.json",
            client_id_pattern=config.get("appIdClientRegex") or None,
            default_action=config.get("defaultAction", "ALLOW"),
        )

    def _openid_provider(self, config: Mapping[str, Any]) -> OpenIdProvider:
        issuer = config["issuer"]
        if issuer not in self.openid_keys:
            raise UnsupportedApi(f"The address of the keys of {issuer} is not given")
        return OpenIdProvider(
            issuer=issuer,
            jwks_url=self.openid_keys[issuer],
            client_id_pattern=config.get("clientId") or None,
            longest_since_issue_ms=config.get("iatTTL") or 0,
            longest_since_sign_in_ms=config.get("authTTL") or 0,
        )


def _authorizer(config: Mapping[str, Any]) -> LambdaAuthorizer:
    return LambdaAuthorizer(
        function=config["authorizerUri"],
        ttl_s=config.get("authorizerResultTtlInSeconds") or 0,
        token_pattern=config.get("identityValidationExpression") or None,
    )
