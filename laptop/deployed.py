"""The functions of a running laptop: what they run, their environment and their logs."""

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import boto3

from laptop.child_process import LOOPBACK
from laptop.ministack import CREDENTIALS, emulator_session

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


_FIRST_LINE = re.compile(r"(START|END|REPORT) |[A-Z]+:\w+:|{")  # of Lambda, logging and metrics


class NotFound(Exception):
    """No laptop runs, or it has no such function; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedFunction:
    """`name` is the folder of the handler: analyze, erase, publish, resolvers, sweep."""

    name: str
    function_name: str
    handler: str
    log_group: str
    variables: Mapping[str, str]

    @classmethod
    def described_by(cls, configuration: Mapping[str, Any]) -> Self:
        handler = configuration["Handler"]
        return cls(
            name=handler.removesuffix(".handler.lambda_handler").rpartition(".")[2],
            function_name=configuration["FunctionName"],
            handler=handler,
            log_group=configuration["LoggingConfig"]["LogGroup"],
            variables=configuration["Environment"]["Variables"],
        )


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line and the traceback below it."""

    time_ms: int  # since 1970
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLaptop:
    aws_endpoint: str
    engine_url: str
    region: str

    @classmethod
    def of(cls, outputs_file: Path) -> Self:
        """Raises NotFound."""
        try:
            outputs = json.loads(outputs_file.read_text())
        except FileNotFoundError:
            raise NotFound(f"{outputs_file} is missing. Start a laptop with `make run`.") from None
        return cls(
            aws_endpoint=outputs["awsEndpoint"],
            engine_url=outputs["engineUrl"],
            region=outputs["region"],
        )

    @property
    def environment(self) -> dict[str, str]:
        """Sends every AWS call of a process to the laptop and to nowhere else."""
        return {
            "AWS_ENDPOINT_URL": self.aws_endpoint,
            "AWS_ENDPOINT_URL_REKOGNITION": self.engine_url,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": LOOPBACK,
            **CREDENTIALS,
        }

    def table_client(self) -> "DynamoDBClient":
        return self._session.client("dynamodb", endpoint_url=self.aws_endpoint)

    def functions(self) -> list[DeployedFunction]:
        """Sorted by name."""
        pages = (
            self._session.client("lambda", endpoint_url=self.aws_endpoint)
            .get_paginator("list_functions")
            .paginate()
        )
        described = [function for page in pages for function in page["Functions"]]
        return sorted(map(DeployedFunction.described_by, described), key=lambda f: f.name)

    def function(self, name: str) -> DeployedFunction:
        """Raises NotFound."""
        functions = {function.name: function for function in self.functions()}
        if name not in functions:
            raise NotFound(f"No function is called {name}. Choose from: {', '.join(functions)}.")
        return functions[name]

    def logged(self, function: DeployedFunction) -> list[LogEntry]:
        """Oldest first."""
        client = self._session.client("logs", endpoint_url=self.aws_endpoint)
        pages = client.get_paginator("filter_log_events").paginate(logGroupName=function.log_group)
        events = [event for page in pages for event in page["events"]]
        return entries((event["timestamp"], event["message"].rstrip()) for event in events)

    @property
    def _session(self) -> boto3.Session:
        return emulator_session(self.region)


def entries(lines: Iterable[tuple[int, str]]) -> list[LogEntry]:
    """MiniStack (1.5.33) stores each line of a traceback as one event. Joins these lines."""
    found: list[LogEntry] = []
    for time_ms, text in lines:
        if found and not _FIRST_LINE.match(text):
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{text}")
        else:
            found.append(LogEntry(time_ms, text))
    return found
