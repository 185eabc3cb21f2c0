"""A deployed API: read from MiniStack's control plane, its functions run by MiniStack."""

import io
import json
import socket
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import boto3
import httpx
import pytest
from appsync_emulator import (
    AccessKey,
    ApiDefinition,
    ApiKey,
    ApiKeys,
    CognitoUserPool,
    Iam,
    InvocationFailed,
    KnownCredentials,
    LambdaAuthorizer,
    LambdaEndpoint,
    OpenIdProvider,
    Resolver,
    UnsupportedApi,
    create_app,
    read_api,
    serve,
)
from appsync_emulator.aws_lambda.answers import with_exception_name
from appsync_tests.signing import signed_headers
from appsync_tests.toy import REGION

from laptop.laptop import MINISTACK_PYTHON
from laptop.ministack.process import MiniStack

ROLE = "arn:aws:iam::000000000000:role/shop"
SDL = """
type Query { album(id: ID!): Album albums: [Album!] broken: Int }
type Mutation { putAlbum(id: ID!): Album @aws_iam }
type Album @aws_iam @aws_cognito_user_pools { id: ID! label: String }
"""
CODE = """
class AlbumNotFound(Exception):
    pass

def handler(event, context):
    print("invoked")
    if isinstance(event, list):
        return [{"data": f"label of {each['source']['id']} of {len(event)}"} for each in event]
    if "authorizationToken" in event:
        return {"isAuthorized": event["authorizationToken"] == "ticket"}
    match event["info"]["fieldName"]:
        case "album":
            return {"id": event["arguments"]["id"]}
        case "albums":
            return [{"id": str(n)} for n in range(5)]
        case "putAlbum":
            return {"id": event["identity"]["userArn"]}
        case "broken":
            raise AlbumNotFound("no album\\nof that kind")
"""


class Deployed:
    """An API as CloudFormation creates it, and the credentials to call it."""

    def __init__(self, ministack: MiniStack) -> None:
        self.url = ministack.endpoint_url
        self.session = ministack.session()
        self.appsync = self.session.client("appsync", endpoint_url=self.url)
        self.pool_id, self.client_id, self.token = self._user()
        self.function = self._function()
        self.api_id = self._api()

    def resolver(self, type_name: str, field: str, **members: Any) -> None:
        self.appsync.create_resolver(
            apiId=self.api_id, typeName=type_name, fieldName=field, **members
        )

    def _function(self) -> str:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as bundle:
            bundle.writestr("index.py", CODE)
        functions = self.session.client("lambda", endpoint_url=self.url)
        created = functions.create_function(
            FunctionName="shop",
            Runtime="python3.11",
            Handler="index.handler",
            Role=ROLE,
            Code={"ZipFile": archive.getvalue()},
        )
        return created["FunctionArn"]

    def _user(self) -> tuple[str, str, str]:
        cognito = self.session.client("cognito-idp", endpoint_url=self.url)
        pool_id = cognito.create_user_pool(PoolName="shop")["UserPool"]["Id"]
        flows: Any = ["ALLOW_USER_PASSWORD_AUTH"]
        client = cognito.create_user_pool_client(
            UserPoolId=pool_id, ClientName="shop", ExplicitAuthFlows=flows
        )
        client_id = client["UserPoolClient"]["ClientId"]
        cognito.admin_create_user(UserPoolId=pool_id, Username="ana")
        cognito.admin_set_user_password(
            UserPoolId=pool_id, Username="ana", Password="Blue-Train-58", Permanent=True
        )
        signed_in = cognito.initiate_auth(
            ClientId=client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ana", "PASSWORD": "Blue-Train-58"},
        )
        return pool_id, client_id, signed_in["AuthenticationResult"]["IdToken"]

    def _api(self) -> str:
        created = self.appsync.create_graphql_api(
            name="shop",
            authenticationType="AMAZON_COGNITO_USER_POOLS",
            userPoolConfig={
                "userPoolId": self.pool_id,
                "awsRegion": REGION,
                "defaultAction": "ALLOW",
                "appIdClientRegex": self.client_id,
            },
            additionalAuthenticationProviders=[{"authenticationType": "AWS_IAM"}],
            introspectionConfig="DISABLED",
            queryDepthLimit=9,
        )
        self.api_id = created["graphqlApi"]["apiId"]
        self.appsync.start_schema_creation(apiId=self.api_id, definition=SDL.encode())
        self.appsync.create_data_source(
            apiId=self.api_id,
            name="shop",
            type="AWS_LAMBDA",
            lambdaConfig={"lambdaFunctionArn": self.function},
        )
        for type_name, field in (
            ("Query", "album"),
            ("Query", "albums"),
            ("Query", "broken"),
            ("Mutation", "putAlbum"),
        ):
            self.resolver(type_name, field, dataSourceName="shop")
        self.resolver("Album", "label", dataSourceName="shop", maxBatchSize=3)
        return self.api_id


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    ministack = MiniStack.start(
        python=MINISTACK_PYTHON,
        state_folder=tmp_path_factory.mktemp("ministack"),
        port=port,
        region=REGION,
    )
    try:
        yield Deployed(ministack)
    finally:
        ministack.stop()


@pytest.fixture(scope="module")
def url(deployed: Deployed) -> Iterator[str]:
    api = read_api(deployed.appsync, deployed.api_id, cognito_endpoint=deployed.url)
    credentials = KnownCredentials([AccessKey.of(deployed.session, deployed.url)])
    invoker = LambdaEndpoint(deployed.session, deployed.url)
    with serve(create_app(api, invoker, credentials)) as served:
        yield served


def ask(url: str, query: str, token: str) -> Any:
    body = json.dumps({"query": query})
    response = httpx.post(
        url, content=body, headers={"authorization": token}, timeout=20, trust_env=False
    )
    return response.json()


def test_reads_the_definition_of_a_deployed_api(deployed: Deployed) -> None:
    api = read_api(deployed.appsync, deployed.api_id, cognito_endpoint=deployed.url)

    issuer = f"https://cognito-idp.{REGION}.amazonaws.com/{deployed.pool_id}"
    keys = f"{deployed.url}/{deployed.pool_id}/.well-known/jwks.json"
    shop = Resolver(deployed.function)
    assert api == ApiDefinition(
        sdl=SDL,
        resolvers={
            ("Query", "album"): shop,
            ("Query", "albums"): shop,
            ("Query", "broken"): shop,
            ("Mutation", "putAlbum"): shop,
            ("Album", "label"): Resolver(deployed.function, max_batch_size=3),
        },
        default_auth=CognitoUserPool(issuer, keys, deployed.client_id),
        additional_auth=(Iam(REGION),),
        arn=f"arn:aws:appsync:{REGION}:000000000000:apis/{deployed.api_id}",
        introspection=False,
        limits=api.limits,
    )
    assert (api.api_id, api.account_id) == (deployed.api_id, "000000000000")
    assert api.limits.query_depth == 9
    assert api.limits.resolver_count == 10_000


def test_keys_of_a_user_pool_come_from_aws_by_default(deployed: Deployed) -> None:
    api = read_api(deployed.appsync, deployed.api_id)

    assert isinstance(api.default_auth, CognitoUserPool)
    assert api.default_auth.jwks_url == f"{api.default_auth.issuer}/.well-known/jwks.json"


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"dataSourceName": "table"}, "Query.odd is not a direct Lambda resolver"),
        (
            {"dataSourceName": "shop", "requestMappingTemplate": "{}"},
            "Query.odd is not a direct Lambda resolver",
        ),
        ({"kind": "PIPELINE", "pipelineConfig": {"functions": []}}, "Query.odd is not a direct"),
    ],
)
def test_an_api_with_other_resolvers_is_refused(
    deployed: Deployed, members: dict[str, Any], reason: str
) -> None:
    deployed.resolver("Query", "odd", **members)
    try:
        with pytest.raises(UnsupportedApi, match=reason):
            read_api(deployed.appsync, deployed.api_id)
    finally:
        deployed.appsync.delete_resolver(apiId=deployed.api_id, typeName="Query", fieldName="odd")


def create_api(deployed: Deployed, mode: Any, **members: Any) -> str:
    created = deployed.appsync.create_graphql_api(name="new", authenticationType=mode, **members)
    return created["graphqlApi"]["apiId"]


def test_reads_the_keys_of_an_api_and_its_authorizer(deployed: Deployed) -> None:
    judge: Any = {
        "authorizerUri": deployed.function,
        "authorizerResultTtlInSeconds": 30,
        "identityValidationExpression": "ticket-.*",
    }
    api_id = create_api(
        deployed,
        "API_KEY",
        additionalAuthenticationProviders=[
            {"authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": judge}
        ],
    )
    keys = [
        deployed.appsync.create_api_key(apiId=api_id, expires=expires)["apiKey"]
        for expires in (1_600_000_000, 4_000_000_000)
    ]

    api = read_api(deployed.appsync, api_id)

    assert api.sdl == ""
    assert api.default_auth == ApiKeys(
        tuple(ApiKey(key["id"], datetime.fromtimestamp(key["expires"], UTC)) for key in keys)
    )
    assert api.additional_auth == (LambdaAuthorizer(deployed.function, 30, "ticket-.*"),)


def test_an_openid_provider_is_read_only_with_the_address_of_its_keys(deployed: Deployed) -> None:
    config: Any = {
        "issuer": "https://issuer.example",
        "clientId": "app",
        "iatTTL": 5000,
        "authTTL": 9000,
    }
    api_id = create_api(deployed, "OPENID_CONNECT", openIDConnectConfig=config)

    with pytest.raises(UnsupportedApi, match=r"The address of the keys of https://issuer\.example"):
        read_api(deployed.appsync, api_id)
    api = read_api(
        deployed.appsync, api_id, openid_keys={"https://issuer.example": "https://keys.example"}
    )

    assert api.default_auth == OpenIdProvider(
        "https://issuer.example", "https://keys.example", "app", 5000, 9000
    )


def test_a_deployed_authorizer_decides(deployed: Deployed) -> None:
    api = ApiDefinition(
        sdl=SDL,
        resolvers={("Query", "album"): Resolver(deployed.function)},
        default_auth=LambdaAuthorizer(deployed.function),
    )

    with serve(
        create_app(api, LambdaEndpoint(deployed.session, deployed.url), KnownCredentials())
    ) as url:
        allowed = ask(url, "{ album(id: 5) { __typename } }", "ticket")
        refused = ask(url, "{ album(id: 5) { __typename } }", "no ticket")

    assert allowed == {"data": {"album": {"__typename": "Album"}}}
    assert refused["errors"][0]["errorType"] == "UnauthorizedException"


def test_a_cognito_user_calls_functions(deployed: Deployed, url: str) -> None:
    answer = ask(url, "{ album(id: 5) { id } }", deployed.token)

    assert answer == {"data": {"album": {"id": "5"}}}


def test_functions_are_invoked_in_batches(deployed: Deployed, url: str) -> None:
    answer = ask(url, "{ albums { label } }", deployed.token)

    assert [album["label"] for album in answer["data"]["albums"]] == [
        "label of 0 of 3",
        "label of 1 of 3",
        "label of 2 of 3",
        "label of 3 of 2",
        "label of 4 of 2",
    ]


def test_a_functions_exception_keeps_its_name_and_text(deployed: Deployed, url: str) -> None:
    [error] = ask(url, "{ broken }", deployed.token)["errors"]

    assert error["errorType"] == "AlbumNotFound"
    assert error["message"] == "no album\nof that kind"


def test_credentials_of_the_emulator_sign_calls(url: str) -> None:
    body = json.dumps({"query": "mutation { putAlbum(id: 1) { id } }"})
    key = AccessKey("test", "test")

    response = httpx.post(
        url, content=body, headers=signed_headers(url, body, key=key), timeout=20, trust_env=False
    )

    assert response.json() == {"data": {"putAlbum": {"id": "arn:aws:iam::000000000000:root"}}}


def test_credentials_of_an_assumed_role_sign_calls(deployed: Deployed) -> None:
    sts = deployed.session.client("sts", endpoint_url=deployed.url)
    assumed = sts.assume_role(RoleArn=ROLE, RoleSessionName="publisher")["Credentials"]
    session = boto3.Session(
        assumed["AccessKeyId"],
        assumed["SecretAccessKey"],
        assumed["SessionToken"],
        region_name=REGION,
    )

    key = AccessKey.of(session, deployed.url)

    assert key.access_key_id == assumed["AccessKeyId"]
    assert key.session_token == assumed["SessionToken"]
    assert key.user_arn.startswith("arn:aws:sts::")


async def test_a_missing_function_is_reported_by_its_code(deployed: Deployed) -> None:
    invoker = LambdaEndpoint(deployed.session, deployed.url)

    with pytest.raises(InvocationFailed) as failed:
        await invoker.invoke("missing", b"{}")
    await invoker.close()

    assert failed.value.code == "ResourceNotFoundException"


async def test_error_of_an_endpoint_that_does_not_answer_is_named(deployed: Deployed) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        unreachable = f"http://127.0.0.1:{probe.getsockname()[1]}"
    invoker = LambdaEndpoint(deployed.session, unreachable)

    with pytest.raises(InvocationFailed) as failed:
        await invoker.invoke("shop", b"{}")
    await invoker.close()

    assert failed.value.code == "ConnectionRefusedError"


@pytest.mark.parametrize(
    ("payload", "log", "error_type"),
    [
        (b'{"errorType":"KeyError","errorMessage":"m"}', "ValueError: m", "KeyError"),
        (b'{"errorType":"Runtime.HandlerError","errorMessage":"m"}', "a.b.Gone: m\n", "Gone"),
        (b'{"errorType":"Runtime.HandlerError","errorMessage":""}', "x\nGone\n", "Gone"),
        (b'{"errorType":"Runtime.HandlerError","errorMessage":"(m"}', "Gone: (m", "Gone"),
        (b'{"errorType":"Runtime.HandlerError","errorMessage":"m"}', "", "Runtime.HandlerError"),
    ],
)
def test_the_name_of_an_exception_is_found_in_the_log(
    payload: bytes, log: str, error_type: str
) -> None:
    assert json.loads(with_exception_name(payload, log))["errorType"] == error_type
