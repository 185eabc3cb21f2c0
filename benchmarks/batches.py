"""How well the analysis of a batch overlaps, with an engine that takes 200 ms."""

import statistics
from collections.abc import Iterator

from adapters.settings import AnalyzeSettings
from benchmarks import photos
from benchmarks.full_faces import full_faces
from benchmarks.function_process import FunctionProcess, running_function
from benchmarks.functions import ANALYZE
from benchmarks.lab import Lab
from benchmarks.paced_engine import PacedEngine, paced_engine
from benchmarks.rows import Row
from benchmarks.workplace import Workplace, new_workplace
from infrastructure.work_queue import MAX_RECEIVE_COUNT
from processors.analyze.messages import BATCH_SIZE

_ENGINE_S = 0.2
_ROUNDS = 10
_SINGLES = 4  # in each round


def batches(lab: Lab) -> Iterator[Row]:
    workplace = new_workplace(lab)
    settings = AnalyzeSettings(
        table_name=workplace.table,
        queue_url=lab.laptop.outputs.queue_url,
        max_receive_count=str(MAX_RECEIVE_COUNT),
        retention_days="0",
        rekognition_tps="0",
        images_per_owner_and_day="0",
    )
    with (
        paced_engine(lab.folder) as engine,
        running_function(lab, ANALYZE, settings, engine.url) as function,
    ):
        yield from _rows(*_measured(workplace, engine, function))


def _measured(
    workplace: Workplace, engine: PacedEngine, function: FunctionProcess
) -> tuple[list[float], list[float], list[float]]:
    """Seconds of whole batches, of single images, and of batches whose engine takes no time."""
    engine.set(faces=full_faces(1))
    whole: list[float] = []
    single: list[float] = []
    instant: list[float] = []
    _seconds(workplace, function, BATCH_SIZE)  # warm-up
    for _ in range(_ROUNDS):
        engine.set(delay_s=0)
        instant.append(_seconds(workplace, function, BATCH_SIZE))
        engine.set(delay_s=_ENGINE_S)
        whole.append(_seconds(workplace, function, BATCH_SIZE))
        single += [_seconds(workplace, function, 1) for _ in range(_SINGLES)]
    return whole, single, instant


def _seconds(workplace: Workplace, function: FunctionProcess, images: int) -> float:
    keys = [workplace.put(photos.astronaut()) for _ in range(images)]
    return function.invoke(workplace.sqs_event(*keys)).took_s


def _rows(whole: list[float], single: list[float], instant: list[float]) -> Iterator[Row]:
    batch_s, single_s = statistics.median(whole), statistics.median(single)
    instant_s = statistics.median(instant)
    alone = "one at a time"
    yield Row(
        name=f"batches of {BATCH_SIZE}",
        value=BATCH_SIZE / batch_s,
        unit="images/s",
        statistic="median",
        n=len(whole),
        compared_with=alone,
        ratio=BATCH_SIZE / batch_s * single_s,
    )
    yield Row(name=alone, value=1 / single_s, unit="images/s", statistic="median", n=len(single))
    yield Row(
        name="engine calls at once in a batch",
        value=BATCH_SIZE * _ENGINE_S / batch_s,
        unit="",
        statistic="median",
        n=len(whole),
        detail=f"{BATCH_SIZE} x {_ENGINE_S} s of engine in {batch_s:.3f} s",
    )
    yield Row(
        name="the same batch, engine of 0 ms",
        value=instant_s,
        unit="s",
        statistic="median",
        n=len(instant),
        detail=f"{BATCH_SIZE} x {_ENGINE_S} s of engine add {batch_s - instant_s:.3f} s to it",
    )
