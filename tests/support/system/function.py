"""A deployed function and its event source, changed while a block runs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import boto3

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@dataclass(frozen=True, slots=True)
class Function:
    client: "LambdaClient"
    logs: Any  # boto3's client of CloudWatch Logs
    name: str
    log_group: str

    @classmethod
    def of_module(cls, session: boto3.Session, endpoint_url: str, module: str) -> Self:
        client = session.client("lambda", endpoint_url=endpoint_url)
        logs = session.client("logs", endpoint_url=endpoint_url)
        described = client.list_functions()["Functions"]
        (found,) = (f for f in described if f["Handler"].startswith(f"{module}."))
        return cls(client, logs, found["FunctionName"], found["LoggingConfig"]["LogGroup"])

    def logged(self, words: str) -> list[str]:
        """Log lines with these words, of invocations that have ended.

        The last lines of an invocation may arrive only with the next one: MiniStack (1.5.33) waits
        for them no longer than 5 ms."""
        pages = self.logs.get_paginator("filter_log_events").paginate(
            logGroupName=self.log_group, filterPattern=f'"{words}"'
        )
        return [event["message"] for page in pages for event in page["events"]]

    def invoke(self) -> None:
        """Calls the function with an empty event, as a schedule does, and waits for its end."""
        answer = self.client.invoke(FunctionName=self.name, Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()

    @property
    def variables(self) -> Mapping[str, str]:
        described = self.client.get_function_configuration(FunctionName=self.name)
        return described["Environment"]["Variables"]

    def configure(self, timeout_s: int, variables: Mapping[str, str]) -> None:
        """Changes the configuration; the function's workers then start again."""
        self.client.update_function_configuration(
            FunctionName=self.name,
            Timeout=timeout_s,
            Environment={"Variables": dict(variables)},
        )

    @contextmanager
    def configured(
        self, *, timeout_s: int | None = None, variables: Mapping[str, str] | None = None
    ) -> Iterator[None]:
        before = self.client.get_function_configuration(FunctionName=self.name)
        stated = before["Environment"]["Variables"]
        self.configure(timeout_s or before["Timeout"], {**stated, **(variables or {})})
        try:
            yield
        finally:
            self.configure(before["Timeout"], stated)

    @contextmanager
    def fed(self, *, enabled: bool = True, batch_size: int | None = None) -> Iterator[None]:
        """Changes the function's one event source mapping while the block runs."""
        described = self.client.list_event_source_mappings(FunctionName=self.name)
        (before,) = described["EventSourceMappings"]
        update = self.client.update_event_source_mapping
        size = before["BatchSize"]
        update(UUID=before["UUID"], Enabled=enabled, BatchSize=batch_size or size)
        try:
            yield
        finally:
            update(UUID=before["UUID"], Enabled=True, BatchSize=size)
