"""The tables `[[auth]]` of an API file: authorization modes with defaults that fit a laptop."""

import json
import secrets
import string
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.request import urlopen

import boto3

from appsync_emulator.api import (
    ApiKey,
    ApiKeys,
    AuthMode,
    AuthProvider,
    CognitoUserPool,
    Iam,
    LambdaAuthorizer,
    OpenIdProvider,
)
from appsync_emulator.auth.credentials import AccessKey
from appsync_emulator.cli.resolver_table import Functions
from appsync_emulator.cli.sections import ConfigurationError, Section

DEFAULT_REGION = "us-east-1"
_KEY_LIFE = timedelta(days=365)  # the longest that AppSync grants
_DISCOVERY_TIMEOUT_S = 10


class AuthReader:
    """Reads modes; `api_keys` and `access_keys` are the credentials that it met on the way."""

    def __init__(self, folder: Path, functions: Functions, api_keys: Sequence[str]) -> None:
        self._folder = folder
        self._functions = functions
        self.api_keys = list(api_keys)
        self.access_keys: list[AccessKey] = []

    def read(self, sections: Sequence[Section]) -> list[AuthProvider]:
        """The default mode first; an API key is the only mode if none is named."""
        return [self._mode(section) for section in sections or [_api_key_only()]]

    def _mode(self, section: Section) -> AuthProvider:
        mode = section.require("mode", str)
        readers: dict[str, Callable[[Section], AuthProvider]] = {
            AuthMode.API_KEY: self._api_keys,
            AuthMode.AWS_IAM: self._iam,
            AuthMode.AWS_LAMBDA: self._authorizer,
            AuthMode.COGNITO: self._user_pool,
            AuthMode.OIDC: self._openid_provider,
        }
        if mode not in readers:
            raise ConfigurationError(f"`mode` of {section.place} must be {', '.join(readers)}.")
        provider = readers[mode](section)
        section.finish()
        return provider

    def _api_keys(self, section: Section) -> ApiKeys:
        self.api_keys += section.texts("keys")
        self.api_keys = self.api_keys or [_new_api_key()]
        expires_at = datetime.now(UTC) + _KEY_LIFE
        return ApiKeys(tuple(ApiKey(value, expires_at) for value in self.api_keys))

    def _iam(self, section: Section) -> Iam:
        keys = [_access_key(each) for each in section.sections("credentials")]
        self.access_keys += keys or [_environments_key(section)]
        return Iam(section.get("region", str) or DEFAULT_REGION)

    def _authorizer(self, section: Section) -> LambdaAuthorizer:
        values = dict(section.items())
        rest = Section({k: v for k, v in values.items() if k != "function"}, section.place)
        authorizer = LambdaAuthorizer(
            self._functions.named(values.get("function"), f"`function` of {section.place}"),
            ttl_s=rest.get("ttl_s", int) or 0,
            token_pattern=rest.get("token_pattern", str),
        )
        rest.finish()
        return authorizer

    def _user_pool(self, section: Section) -> CognitoUserPool:
        issuer = section.require("issuer", str).rstrip("/")
        return CognitoUserPool(
            issuer=issuer,
            jwks_url=self._keys(section) or f"{issuer}/.well-known/jwks.json",
            client_id_pattern=section.get("client_id_pattern", str),
            default_action=_default_action(section),
        )

    def _openid_provider(self, section: Section) -> OpenIdProvider:
        issuer = section.require("issuer", str)
        return OpenIdProvider(
            issuer=issuer,
            jwks_url=self._keys(section) or _discovered_keys(issuer),
            client_id_pattern=section.get("client_id_pattern", str),
            longest_since_issue_ms=section.get("longest_since_issue_ms", int) or 0,
            longest_since_sign_in_ms=section.get("longest_since_sign_in_ms", int) or 0,
        )

    def _keys(self, section: Section) -> str | None:
        url, file = section.get("jwks_url", str), section.get("jwks_file", str)
        if file is None:
            return url
        path = self._folder / file
        if not path.is_file():
            raise ConfigurationError(f"`jwks_file` of {section.place}: {path} does not exist.")
        return path.resolve().as_uri()


def _api_key_only() -> Section:
    return Section({"mode": AuthMode.API_KEY.value}, "[[auth]]")


def _new_api_key() -> str:
    """In the form of AppSync's."""
    letters = string.ascii_lowercase + string.digits
    return "da2-" + "".join(secrets.choice(letters) for _ in range(26))


def _access_key(section: Section) -> AccessKey:
    key = AccessKey(
        section.require("access_key_id", str),
        section.require("secret_access_key", str),
        session_token=section.get("session_token", str),
        account_id=section.get("account_id", str) or "000000000000",
        user_id=section.get("user_id", str) or "",
        user_arn=section.get("user_arn", str) or "",
    )
    section.finish()
    return key


def _environments_key(section: Section) -> AccessKey:
    held = boto3.Session().get_credentials()
    frozen = held.get_frozen_credentials() if held else None
    if frozen is None or not frozen.access_key or not frozen.secret_key:
        raise ConfigurationError(
            f"{section.place} needs `credentials`, or AWS credentials in the environment."
        )
    return AccessKey(frozen.access_key, frozen.secret_key, session_token=frozen.token)


def _default_action(section: Section) -> Literal["ALLOW", "DENY"]:
    match section.get("default_action", str):
        case None | "ALLOW":
            return "ALLOW"
        case "DENY":
            return "DENY"
    raise ConfigurationError(f"`default_action` of {section.place} must be ALLOW or DENY.")


def _discovered_keys(issuer: str) -> str:
    url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        with urlopen(url, timeout=_DISCOVERY_TIMEOUT_S) as response:
            return str(json.load(response)["jwks_uri"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"The keys of {issuer} are not found at {url} ({error!r}); name `jwks_url`."
        ) from error
