"""The handlers that are deployed, over whatever ports, in simulated time."""

import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import Any
from unittest.mock import patch

import core.use_cases.analysis
import processors.analyze.batch
import processors.publish.batch
import processors.sweep.batch
from processors.analyze.batch import BatchProcessor
from processors.analyze.messages import Message
from processors.publish.batch import StreamProcessor
from tests.adapters.cold_start import cold_start
from tests.adapters.lambda_context import Context
from tests.faults.clockwork import Clockwork, Pool
from tests.support.builders import BUCKET, an_sqs_record
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


@contextmanager
def in_simulated_time(
    clock: Clockwork, drawn: random.Random, on_failure: Callable[[BaseException], None]
) -> Iterator[None]:
    """Threads are the clock's actors, tokens and pauses come from `drawn`, and logs and metrics
    go nowhere. `on_failure` gets every error that a batch has kept to itself."""
    handler = _handlers()[1]

    def log_failure(*_: object, **__: object) -> None:
        error = sys.exception()
        assert error
        on_failure(error)

    batches = (processors.analyze.batch, processors.publish.batch)
    sweep = processors.sweep.batch
    quiet: dict[str, Any] = {"log": _nothing, "count": _nothing, "log_failure": log_failure}
    with ExitStack() as patches:
        patches.enter_context(patch.object(core.use_cases.analysis, "secrets", drawn))
        patches.enter_context(patch.object(processors.analyze.batch, "random", drawn))
        patches.enter_context(patch.object(handler, "log", _nothing))
        patches.enter_context(patch.multiple(sweep, **quiet))
        for batch in batches:
            pool: dict[str, Any] = {"ThreadPoolExecutor": lambda _: Pool(clock)}
            patches.enter_context(patch.multiple(batch, **quiet, **pool))
        yield


def _nothing(*_: object, **__: object) -> None:
    pass
