"""Event source mappings of DynamoDB streams, by Lambda's documented rules."""

from streams_emulator.mapping import StreamMapping, UnsupportedMapping
from streams_emulator.poller import PollerStatus, StreamPoller
from streams_emulator.takeover import take_over_stream_mappings

__all__ = [
    "PollerStatus",
    "StreamMapping",
    "StreamPoller",
    "UnsupportedMapping",
    "take_over_stream_mappings",
]
