"""The API as a role of ours asks it, with requests that are signed."""

import json
from typing import Any

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.laptop import REGION
from local.ministack import CREDENTIALS
from tests.stack.people import Reply

SECRET = CREDENTIALS["AWS_SECRET_ACCESS_KEY"]


def ask_as_backend(
    graphql_url: str, document: str, secret: str = SECRET, **variables: Any
) -> Reply:
    body = json.dumps({"query": document, "variables": variables}).encode()
    json_body = {"content-type": "application/json"}
    request = AWSRequest("POST", graphql_url, headers=json_body, data=body)
    credentials = Credentials(CREDENTIALS["AWS_ACCESS_KEY_ID"], secret)
    SigV4Auth(credentials, "appsync", REGION).add_auth(request)
    response = httpx.post(graphql_url, content=body, headers=dict(request.headers))
    answer = response.json()
    return Reply(answer.get("data"), answer.get("errors"))
