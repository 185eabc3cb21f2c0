"""Event source mappings of DynamoDB streams, by Lambda's documented rules."""

from local.streams.mapping import StreamMapping, UnsupportedMapping
from local.streams.poller import PollerStatus, StreamPoller
from local.streams.takeover import take_over_stream_mappings

__all__ = [
    "PollerStatus",
    "StreamMapping",
    "StreamPoller",
    "UnsupportedMapping",
    "take_over_stream_mappings",
]
