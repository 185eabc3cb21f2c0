"""The emulated Lambda's functions, made ready after a deployment."""

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
        """The template gives it AWS's address of the API, which is not there."""
        self.set_variable(function_name, variable_name("graphql_url"), graphql_url)

    def set_variable(self, function_name: str, name: str, value: str) -> None:
        """Its workers start anew."""
        client = self._client()
        configuration = client.get_function_configuration(FunctionName=function_name)
        variables = configuration["Environment"]["Variables"] | {name: value}
        client.update_function_configuration(
            FunctionName=function_name, Environment={"Variables": variables}
        )

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
