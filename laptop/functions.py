"""Prepares the emulated Lambda's functions after a deployment."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from adapters.settings import variable_name

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@dataclass(frozen=True, slots=True)
class Functions:
    session: boto3.Session
    endpoint_url: str

    def point_publisher_at(self, function_name: str, graphql_url: str) -> None:
        """The template sets the API's address on AWS, which does not exist here."""
        self.set_variable(function_name, variable_name("graphql_url"), graphql_url)

    def set_variable(self, function_name: str, name: str, value: str) -> None:
        """The function's workers start again."""
        client = self._client()
        configuration = client.get_function_configuration(FunctionName=function_name)
        variables = configuration["Environment"]["Variables"] | {name: value}
        client.update_function_configuration(
            FunctionName=function_name, Environment={"Variables": variables}
        )

    def warm_up(self) -> None:
        """Starts a worker of each function, so that the first upload does not wait for one."""
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

    def _client(self) -> "LambdaClient":
        return self.session.client("lambda", endpoint_url=self.endpoint_url)


class FunctionBroken(Exception):
    """A function failed on an empty event; the text is the function's error."""


def _nothing(function: Any) -> Any:
    """An empty event: no fields for resolvers, no records for processors."""
    return [] if function["Handler"].startswith("resolvers.") else {"Records": []}


def _invoke(client: "LambdaClient", name: str, event: Any) -> None:
    response = client.invoke(FunctionName=name, Payload=json.dumps(event).encode())
    if response.get("FunctionError"):
        raise FunctionBroken(f"{name}: {response['Payload'].read().decode()}")
