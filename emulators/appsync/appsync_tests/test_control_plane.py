"""What `read_api` refuses to serve."""

from typing import Any

import boto3
import pytest
from appsync_emulator import UnsupportedApi, read_api
from botocore.stub import Stubber

API: dict[str, Any] = {
    "apiId": "shop",
    "arn": "arn:aws:appsync:eu-west-1:000000000000:apis/shop",
    "authenticationType": "AWS_IAM",
}
DIRECT = {"typeName": "Query", "fieldName": "album", "dataSourceName": "functions"}
SOURCE = {
    "name": "functions",
    "type": "AWS_LAMBDA",
    "lambdaConfig": {"lambdaFunctionArn": "arn:aws:lambda:eu-west-1:000000000000:function:shop"},
}


def refusal(api: dict[str, Any], resolver: dict[str, Any]) -> str:
    appsync = boto3.client(
        "appsync", "eu-west-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    with Stubber(appsync) as stub:
        stub.add_response("get_graphql_api", {"graphqlApi": API | api})
        stub.add_response("list_data_sources", {"dataSources": [SOURCE]})
        stub.add_response("list_resolvers", {"resolvers": [DIRECT | resolver]})
        with pytest.raises(UnsupportedApi) as refused:
            read_api(appsync, "shop", sdl="type Query { album: String }")
    return str(refused.value)


def test_a_merged_api_is_refused() -> None:
    assert refusal({"apiType": "MERGED"}, {}).startswith("Merged APIs are not served")


@pytest.mark.parametrize(
    ("resolver", "reason"),
    [
        ({"requestMappingTemplate": "{}"}, "is not a direct Lambda resolver"),
        ({"code": "export function request() {}"}, "is not a direct Lambda resolver"),
        ({"kind": "PIPELINE", "pipelineConfig": {"functions": ["a"]}}, "is not a direct Lambda"),
        ({"dataSourceName": "a table"}, "is not a direct Lambda resolver"),
        ({"cachingConfig": {"ttl": 60}}, "has a cachingConfig, which is not served"),
        ({"syncConfig": {"conflictDetection": "VERSION"}}, "has a syncConfig, which is not served"),
    ],
)
def test_a_resolver_that_cannot_be_served_is_refused(resolver: dict[str, Any], reason: str) -> None:
    message = refusal({}, resolver)

    assert message.startswith("The resolver of Query.album ")
    assert reason in message
