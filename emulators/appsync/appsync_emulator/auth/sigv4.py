"""Requests signed with AWS Signature Version 4."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest, HTTPHeaders
from botocore.credentials import Credentials as BotocoreCredentials

from appsync_emulator.api import Iam
from appsync_emulator.auth.authentication import Presented
from appsync_emulator.auth.authorization import Caller
from appsync_emulator.auth.credentials import AccessKey, Credentials
from appsync_emulator.errors import unauthorized

SERVICE = "appsync"
_CLOCK_SKEW = timedelta(minutes=5)
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<key>[^/,\s]+)/(?P<date>\d{8})/(?P<region>[^/,\s]+)"
    r"/(?P<service>[^/,\s]+)/aws4_request,\s*SignedHeaders=(?P<headers>[^,\s]+),"
    r"\s*Signature=(?P<signature>[0-9a-f]{64})"
)


class IamAuthenticator:
    """Verifies the signature. Policies of the signer are not evaluated."""

    def __init__(self, iam: Iam, credentials: Credentials) -> None:
        self._iam = iam
        self._credentials = credentials

    def recognises(self, presented: Presented) -> bool:
        return presented.is_signed

    async def authenticate(self, presented: Presented) -> Caller:
        match = _AUTHORIZATION.fullmatch(presented.authorization)
        key = self._credentials.find(match["key"]) if match else None
        if match is None or key is None:
            raise unauthorized()
        signed_names = match["headers"].split(";")
        if not (
            self._is_in_scope(match, presented)
            and _is_current(key, presented)
            and _covers_what_matters(signed_names, presented)
            and _is_untampered(presented)
            and self._is_signed_with(key, match, signed_names, presented)
        ):
            raise unauthorized()
        return Caller(self._iam.mode, identity=_identity(key, presented))

    def _is_in_scope(self, match: re.Match[str], presented: Presented) -> bool:
        return (match["service"], match["region"], match["date"]) == (
            SERVICE,
            self._iam.region,
            presented.headers.get("x-amz-date", "")[:8],
        )

    def _is_signed_with(
        self, key: AccessKey, match: re.Match[str], signed_names: list[str], presented: Presented
    ) -> bool:
        signer = _Recomputation(key, self._iam.region, signed_names)
        return any(
            hmac.compare_digest(signer.signature_of(presented, host), match["signature"])
            for host in presented.hosts
        )


class _Recomputation(SigV4Auth):
    """botocore's signer, restricted to the headers that the client signed."""

    def __init__(self, key: AccessKey, region: str, signed_names: list[str]) -> None:
        credentials = BotocoreCredentials(key.access_key_id, key.secret_access_key)
        super().__init__(credentials, SERVICE, region)
        self._signed_names = signed_names

    def signature_of(self, presented: Presented, host: str) -> str:
        url = f"https://signed{presented.path}" + (f"?{presented.query}" if presented.query else "")
        headers = {**presented.headers, "host": host}
        request = AWSRequest(presented.method, url, headers=headers, data=presented.body)
        request.context["timestamp"] = presented.headers["x-amz-date"]
        text = self.string_to_sign(request, self.canonical_request(request))
        return str(self.signature(text, request))

    def headers_to_sign(self, request: Any) -> HTTPHeaders:
        chosen = HTTPHeaders()
        for name in self._signed_names:
            chosen[name] = request.headers.get(name, "")
        return chosen


def _is_current(key: AccessKey, presented: Presented) -> bool:
    now, timestamp = datetime.now(UTC), presented.headers.get("x-amz-date", "")
    try:
        signed_at = datetime.strptime(timestamp, "%Y%m%dT%H%M%S%z")
    except ValueError:
        return False
    if key.expires_at is not None and key.expires_at <= now:
        return False
    return abs(now - signed_at) <= _CLOCK_SKEW and hmac.compare_digest(
        presented.headers.get("x-amz-security-token", "").encode(),
        (key.session_token or "").encode(),
    )


def _covers_what_matters(signed_names: list[str], presented: Presented) -> bool:
    needed = {"host", "x-amz-date", "x-amz-security-token"} & {"host", *presented.headers}
    return needed <= set(signed_names)


def _is_untampered(presented: Presented) -> bool:
    """A declared hash replaces the body in the signature, so it must be the hash of the body."""
    actual = hashlib.sha256(presented.body).hexdigest()
    return presented.headers.get("x-amz-content-sha256", actual) == actual


def _identity(key: AccessKey, presented: Presented) -> dict[str, Any]:
    return {
        "accountId": key.account_id,
        "cognitoIdentityPoolId": None,
        "cognitoIdentityId": None,
        "sourceIp": list(presented.source_ip),
        "username": key.user_id,
        "userArn": key.user_arn,
        "cognitoIdentityAuthType": None,
        "cognitoIdentityAuthProvider": None,
    }
