"""The API that is compared, deployed on an emulator: a schema, a function and a user."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from benchmarks.appsync import album
from benchmarks.lab import FUNCTION_PYTHON, free_ports
from laptop.ministack import ACCOUNT, MiniStack

REGION = "eu-west-1"
FIELDS = (("Query", "album"), ("Mutation", "putAlbum"))
SCHEMA = """
schema { query: Query mutation: Mutation subscription: Subscription }
type Query { album(id: ID!): Album }
type Mutation { putAlbum(id: ID!, title: String!): Album }
type Subscription { onAlbum(id: ID): Album @aws_subscribe(mutations: ["putAlbum"]) }
type Album { id: ID! title: String! year: Int! tracks: [String!]! }
"""
_PASSWORD = "Blue-Train-58"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """`token` belongs to a user of the pool that the API admits."""

    ministack: MiniStack
    function: str
    api_id: str
    token: str

    @property
    def session(self) -> boto3.Session:
        return self.ministack.session()

    @property
    def invoke_url(self) -> str:
        return f"{self.ministack.endpoint_url}/2015-03-31/functions/{self.function}/invocations"

    @property
    def emulated_url(self) -> str:
        """The URL of the emulator's own GraphQL endpoint."""
        return f"{self.ministack.endpoint_url}/v1/apis/{self.api_id}/graphql"


@contextmanager
def running_shop(folder: Path) -> Iterator[Shop]:
    (port,) = free_ports(1)
    ministack = MiniStack.start(
        python=FUNCTION_PYTHON, state_folder=folder, port=port, region=REGION
    )
    try:
        pool_id, token = _signed_in(ministack)
        function = _function(ministack)
        api_id = _api(ministack, pool_id, function)
        yield Shop(ministack=ministack, function=function, api_id=api_id, token=token)
    finally:
        ministack.stop()


def _signed_in(ministack: MiniStack) -> tuple[str, str]:
    """The user pool, and the access token of its user."""
    cognito = ministack.session().client("cognito-idp", endpoint_url=ministack.endpoint_url)
    pool_id = cognito.create_user_pool(PoolName="shop")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="shop", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )
    cognito.admin_create_user(UserPoolId=pool_id, Username="ana")
    cognito.admin_set_user_password(
        UserPoolId=pool_id, Username="ana", Password=_PASSWORD, Permanent=True
    )
    signed_in = cognito.initiate_auth(
        ClientId=client["UserPoolClient"]["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ana", "PASSWORD": _PASSWORD},
    )
    return pool_id, signed_in["AuthenticationResult"]["AccessToken"]


def _function(ministack: MiniStack) -> str:
    """The name of the created function."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.write(album.__file__, "album.py")
    functions = ministack.session().client("lambda", endpoint_url=ministack.endpoint_url)
    return functions.create_function(
        FunctionName="shop",
        Runtime="python3.11",
        Handler="album.handler",
        Role=f"arn:aws:iam::{ACCOUNT}:role/shop",
        Code={"ZipFile": archive.getvalue()},
    )["FunctionName"]


def _api(ministack: MiniStack, pool_id: str, function: str) -> str:
    appsync = ministack.session().client("appsync", endpoint_url=ministack.endpoint_url)
    pool: Any = {"userPoolId": pool_id, "awsRegion": REGION, "defaultAction": "ALLOW"}
    created = appsync.create_graphql_api(
        name="shop", authenticationType="AMAZON_COGNITO_USER_POOLS", userPoolConfig=pool
    )
    api_id = created["graphqlApi"]["apiId"]
    appsync.start_schema_creation(apiId=api_id, definition=SCHEMA.encode())
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
    appsync.create_data_source(
        apiId=api_id, name="shop", type="AWS_LAMBDA", lambdaConfig={"lambdaFunctionArn": arn}
    )
    for type_name, field in FIELDS:
        appsync.create_resolver(
            apiId=api_id, typeName=type_name, fieldName=field, dataSourceName="shop"
        )
    return api_id
