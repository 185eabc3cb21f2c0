"""The emulated Lambda's functions, made ready after a deployment."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from adapters.settings import variable_name
from local.appsync import AccessKey
from local.ministack import ACCOUNT

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

_LONGEST_SESSION_S = 12 * 60 * 60  # STS's limit; the emulator does not end it then


@dataclass(frozen=True, slots=True)
class Functions:
    session: boto3.Session
    endpoint_url: str

    def point_publisher_at(self, function_name: str, graphql_url: str) -> AccessKey:
        """Gives the publisher our API's address, and credentials of its own role.

        Returns those credentials: with them its signatures can be verified.
        """
        client = self._client()
        configuration = client.get_function_configuration(FunctionName=function_name)
        key = self._assume(configuration["Role"])
        variables = configuration["Environment"]["Variables"] | {
            variable_name("graphql_url"): graphql_url,
            "AWS_ACCESS_KEY_ID": key.access_key_id,
            "AWS_SECRET_ACCESS_KEY": key.secret_access_key,
            "AWS_SESSION_TOKEN": key.session_token or "",
        }
        client.update_function_configuration(
            FunctionName=function_name, Environment={"Variables": variables}
        )
        return key

    def warm_up(self) -> None:
        """Starts a worker of each function, so that the first upload need not wait for it."""
        client = self._client()
        functions = [
            function
            for page in client.get_paginator("list_functions").paginate()
            for function in page["Functions"]
        ]
        with ThreadPoolExecutor(len(functions)) as pool:
            futures = [
                pool.submit(_invoke, client, function["FunctionName"], _nothing(function))
                for function in functions
            ]
        for future in futures:
            future.result()

    def _assume(self, role_arn: str) -> AccessKey:
        sts = self.session.client("sts", endpoint_url=self.endpoint_url)
        assumed = sts.assume_role(
            RoleArn=role_arn, RoleSessionName="publisher", DurationSeconds=_LONGEST_SESSION_S
        )
        credentials = assumed["Credentials"]
        return AccessKey(
            access_key_id=credentials["AccessKeyId"],
            secret_access_key=credentials["SecretAccessKey"],
            session_token=credentials["SessionToken"],
            account_id=ACCOUNT,
            user_id=assumed["AssumedRoleUser"]["AssumedRoleId"],
            user_arn=assumed["AssumedRoleUser"]["Arn"],
        )

    def _client(self) -> "LambdaClient":
        return self.session.client("lambda", endpoint_url=self.endpoint_url)


class FunctionBroken(Exception):
    """A function cannot even handle nothing; the text is its own."""


def _nothing(function: Any) -> Any:
    """An event with nothing in it: no fields for resolvers, no records for processors."""
    return [] if function["Handler"].startswith("resolvers.") else {"Records": []}


def _invoke(client: "LambdaClient", name: str, event: Any) -> None:
    response = client.invoke(FunctionName=name, Payload=json.dumps(event).encode())
    if response.get("FunctionError"):
        raise FunctionBroken(f"{name}: {response['Payload'].read().decode()}")
