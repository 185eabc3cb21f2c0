"""The publisher's event source, changed while a block runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from streams_emulator import StreamMapping, StreamPoller

from laptop.laptop import Laptop


class Publishing:
    """The laptop's poller, and pollers that replace it."""

    def __init__(self, laptop: Laptop) -> None:
        self._session, self._endpoint = laptop.session, laptop.outputs.aws_endpoint
        (self._poller,) = laptop.pollers
        client = self._session.client("lambda", endpoint_url=self._endpoint)
        described = client.list_event_source_mappings()["EventSourceMappings"]
        (deployed,) = (m for m in described if ":dynamodb:" in m["EventSourceArn"])
        mapping = StreamMapping.from_api(deployed)
        self._mapping = replace(mapping, starting_position="LATEST")

    @contextmanager
    def giving_up_after(self, retries: int) -> Iterator[None]:
        """Gives up sooner: the ten deployed retries take three quarters of a minute."""
        rules = replace(self._mapping.retry_rules, maximum_retry_attempts=retries)
        self._exchange(replace(self._mapping, retry_rules=rules))
        try:
            yield
        finally:
            self._exchange(self._mapping)

    def close(self) -> None:
        self._poller.stop()

    def _exchange(self, mapping: StreamMapping) -> None:
        self._poller.stop()
        self._poller = StreamPoller(mapping, self._session, self._endpoint)
        self._poller.start()
