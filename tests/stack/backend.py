"""The API as our publisher's role calls it, with signed requests."""

import json
from typing import Any

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from laptop.laptop import REGION
from laptop.ministack import CREDENTIALS
from tests.support.system.people import Reply

SECRET = CREDENTIALS["AWS_SECRET_ACCESS_KEY"]


def ask_as_backend(
    graphql_url: str, document: str, secret: str = SECRET, **variables: Any
) -> Reply:
    body = json.dumps({"query": document, "variables": variables})
    headers = signed_headers(graphql_url, body, secret)
    answer = httpx.post(graphql_url, content=body.encode(), headers=headers).json()
    return Reply(answer.get("data"), answer.get("errors"))


def signed_headers(url: str, body: str, secret: str = SECRET) -> dict[str, str]:
    json_body = {"content-type": "application/json"}
    request = AWSRequest("POST", url, headers=json_body, data=body.encode())
    credentials = Credentials(CREDENTIALS["AWS_ACCESS_KEY_ID"], secret)
    SigV4Auth(credentials, "appsync", REGION).add_auth(request)
    return dict(request.headers)
