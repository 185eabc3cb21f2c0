"""Polls a stream and invokes the mapping's function."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.config import Config

from streams_emulator.backoff import backoff_s
from streams_emulator.batcher import Batcher
from streams_emulator.delivery import Delivery
from streams_emulator.destination import Destination
from streams_emulator.invocation import invoke
from streams_emulator.reader import ShardReader
from streams_emulator.steps import Discard, Invoke, Wait

if TYPE_CHECKING:
    import boto3

    from streams_emulator.mapping import StreamMapping

# Lambda reads a shard four times a second:
# https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html. After a record, others are likely to
# follow, so the next reads come sooner.
_LONGEST_IDLE_POLL_S = 0.25
_IDLE_POLL_S = 0.05
_IDLE_POLL_GROWTH = 1.2
_LONGEST_PAUSE_AFTER_ERRORS_S = 5.0
_STOP_TIMEOUT_S = 10.0
# A function may run for 15 minutes, and boto3 must not repeat an invocation by itself.
_INVOKE_CONFIG = Config(read_timeout=910, retries={"total_max_attempts": 1}, tcp_keepalive=True)

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PollerStatus:
    """`error` is set when the last step failed; the poller repeats the step without end."""

    running: bool
    error: str | None
    invocations: int
    discarded_records: int


class StreamPoller:
    """Delivers the records of one mapping's stream to its function, in a thread of its own.

    Positions are kept in memory only, so they end with the process.
    """

    def __init__(self, mapping: StreamMapping, session: boto3.Session, endpoint_url: str) -> None:
        self._mapping = mapping
        self._lambda = session.client("lambda", endpoint_url=endpoint_url, config=_INVOKE_CONFIG)
        self._streams = session.client("dynamodbstreams", endpoint_url=endpoint_url)
        self._destination = Destination(
            mapping,
            session.client("s3", endpoint_url=endpoint_url),
            session.client("sqs", endpoint_url=endpoint_url),
            session.client("sns", endpoint_url=endpoint_url),
        )
        self._batcher = Batcher(mapping.batch_size, mapping.batching_window_s)
        self._delivery = Delivery(mapping.retry_rules)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stream-poller", daemon=True)
        self._status = PollerStatus(False, None, 0, 0)
        self._idle_poll_s = _IDLE_POLL_S

    def start(self) -> None:
        """After the return every new change is delivered. Raises for an unreadable stream."""
        self._reader = ShardReader(self._mapping, self._streams)
        self._thread.start()

    def stop(self) -> None:
        """Returns when the current step, such as an invocation, is done, or after 10 s."""
        self._stopping.set()
        self._thread.join(_STOP_TIMEOUT_S)
        if self._thread.is_alive():
            _logger.warning("%s is still being invoked", self._mapping.function_arn)

    def status(self) -> PollerStatus:
        return replace(self._status, running=self._thread.is_alive())

    def _run(self) -> None:
        errors_in_a_row = 0
        while not self._stopping.is_set():
            try:
                pause_s = self._step()
                errors_in_a_row = 0
                self._status = replace(self._status, error=None)
            except Exception as error:
                _logger.exception("A step for %s failed", self._mapping.function_arn)
                self._status = replace(self._status, error=repr(error))
                pause_s = backoff_s(errors_in_a_row, _IDLE_POLL_S, _LONGEST_PAUSE_AFTER_ERRORS_S)
                errors_in_a_row += 1
            self._stopping.wait(pause_s)

    def _step(self) -> float:
        """Carries out the next step and returns the pause; may be repeated after an error."""
        match self._delivery.next_step(time.time()):
            case Invoke(piece):
                result = invoke(self._mapping, piece.records, self._lambda)
                self._delivery.settle(result, time.time())
                self._count(invocations=1)
            case Discard() as discard:
                self._destination.send(discard, self._reader.shard_id, datetime.now(UTC))
                self._delivery.discarded()
                self._count(discarded_records=len(discard.piece.records))
            case Wait(seconds):
                return seconds
            case None:
                return self._gather()
        return 0.0

    def _gather(self) -> float:
        found_any = False
        if not self._batcher.is_full:
            records = self._reader.read()
            found_any = bool(records)
            matching = [record for record in records if self._mapping.matches(record.event)]
            self._batcher.add(matching, time.time())
        batch = self._batcher.take(time.time())
        if batch:
            self._delivery.accept(batch)
        if batch or found_any:
            self._idle_poll_s = _IDLE_POLL_S
            return 0.0
        self._idle_poll_s = min(self._idle_poll_s * _IDLE_POLL_GROWTH, _LONGEST_IDLE_POLL_S)
        return self._idle_poll_s

    def _count(self, invocations: int = 0, discarded_records: int = 0) -> None:
        self._status = replace(
            self._status,
            invocations=self._status.invocations + invocations,
            discarded_records=self._status.discarded_records + discarded_records,
        )
