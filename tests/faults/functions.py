"""The deployed handlers, over any ports."""

import io
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import Any
from unittest.mock import patch

from adapters.sqs_messages import Message
from processors.analyze.batch import BatchProcessor
from processors.publish.batch import StreamProcessor
from tests.support.builders import BUCKET, an_sqs_record
from tests.support.cold_start import cold_start
from tests.support.lambda_context import Context
from tests.support.simulated_aws import REGION, SimulatedAws


@cache
def _handlers() -> tuple[ModuleType, ModuleType]:
    aws = SimulatedAws(
        bucket=BUCKET,
        table_name="images",
        queue_url="https://queue",
        erasure_queue_url="https://erasures",
        topic_arn="arn:aws:sns:eu-west-1:1:events",
    )
    with patch.dict(os.environ, {"AWS_DEFAULT_REGION": REGION}):
        return (
            cold_start("processors.analyze.handler", aws),
            cold_start("processors.publish.handler", aws),
        )


def analyze(
    processor: BatchProcessor, messages: Sequence[Message], deadline: datetime
) -> dict[str, Any]:
    handler, _ = _handlers()
    handler.processor = processor  # type: ignore[attr-defined]
    handler.deadline = lambda _: deadline  # type: ignore[attr-defined]
    event = {"Records": [an_sqs_record(message) for message in messages]}
    answer: dict[str, Any] = handler.lambda_handler(event, Context())
    return answer


def publish(processor: StreamProcessor, event: dict[str, Any]) -> dict[str, Any]:
    _, handler = _handlers()
    handler.processor = processor  # type: ignore[attr-defined]
    answer: dict[str, Any] = handler.lambda_handler(event, Context())
    return answer


class _Failures(logging.Handler):
    def __init__(self, on_failure: Callable[[BaseException], None]) -> None:
        super().__init__(logging.ERROR)
        self._on_failure = on_failure

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info and record.exc_info[1]
        assert error
        self._on_failure(error)


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


@contextmanager
def watched(on_failure: Callable[[BaseException], None]) -> Iterator[None]:
    """Drops log lines and metrics; `on_failure` gets every error that is logged."""
    logger, failures = logging.getLogger("facegraph"), _Failures(on_failure)
    logger.setLevel(logging.ERROR)
    logger.addHandler(failures)
    logger.propagate = False
    try:
        with redirect_stdout(_Nowhere()):
            yield
    finally:
        logger.removeHandler(failures)
        logger.propagate = True
        logger.setLevel(logging.INFO)
