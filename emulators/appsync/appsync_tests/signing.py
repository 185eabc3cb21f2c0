"""Requests signed as AWS clients sign them, by botocore."""

from datetime import UTC, datetime
from unittest.mock import patch

import botocore.auth
from appsync_emulator import AccessKey
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from appsync_tests.toy import REGION, SHOP_KEY


def signed_headers(
    url: str,
    body: str | bytes,
    *,
    key: AccessKey = SHOP_KEY,
    method: str = "POST",
    service: str = "appsync",
    region: str = REGION,
    at: datetime | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, str]:
    credentials = Credentials(key.access_key_id, key.secret_access_key, key.session_token)
    request = AWSRequest(
        method, url, headers={"content-type": "application/json", **(headers or {})}, data=body
    )
    with patch.object(botocore.auth, "get_current_datetime", lambda: at or datetime.now(UTC)):
        SigV4Auth(credentials, service, region).add_auth(request)
    return dict(request.headers)
