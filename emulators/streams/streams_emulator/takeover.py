"""Takes over the stream mappings of an emulated Lambda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams_emulator.mapping import StreamMapping
from streams_emulator.poller import StreamPoller

if TYPE_CHECKING:
    from collections.abc import Iterator

    import boto3
    from mypy_boto3_lambda import LambdaClient

_ENABLED = ("Enabled", "Enabling")


def take_over_stream_mappings(session: boto3.Session, endpoint_url: str) -> list[StreamPoller]:
    """Disables every enabled mapping of a DynamoDB stream and returns a poller for it, not started.

    Call it after each deployment, which may enable mappings again.
    """
    client = session.client("lambda", endpoint_url=endpoint_url)
    pollers = []
    for mapping in list(_enabled_stream_mappings(client)):
        pollers.append(StreamPoller(mapping, session, endpoint_url))
        client.update_event_source_mapping(UUID=mapping.uuid, Enabled=False)
    return pollers


def _enabled_stream_mappings(client: LambdaClient) -> Iterator[StreamMapping]:
    for page in client.get_paginator("list_event_source_mappings").paginate():
        for description in page["EventSourceMappings"]:
            is_stream = ":dynamodb:" in description.get("EventSourceArn", "")
            if is_stream and description.get("State") in _ENABLED:
                yield StreamMapping.from_api(description)
