"""Five hundred photos put at once."""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from benchmarks import photos
from benchmarks.api import NotAnalyzed, api_of
from benchmarks.lab import Lab
from benchmarks.queues import dead_letters
from benchmarks.rows import Row
from benchmarks.topic_listener import listening_to_topic
from benchmarks.uploads import CONNECTIONS, EngineAlone, Upload, engine_alone, uploads_of

_PHOTOS = 500
_TIMEOUT_S = 300
_LATE_REPEATS_S = 3  # how long to listen for events that come twice
_ENGINE_CALLS = 60


def burst(lab: Lab) -> Iterator[Row]:
    laptop = lab.laptop
    user = laptop.outputs.users[1]
    uploads = uploads_of(laptop, user)
    photo = photos.astronaut()
    numbered = [photos.copy_of(photo, number) for number in range(_PHOTOS)]
    with listening_to_topic(laptop) as topic, ThreadPoolExecutor(CONNECTIONS) as pool:
        wall_clock, started_at = time.time(), time.perf_counter()
        put = list(pool.map(uploads.put, numbered))
        put_s = time.perf_counter() - started_at
        ids = {upload.image_id for upload in put}
        received_s = topic.wait_for(ids, _TIMEOUT_S) - started_at
        time.sleep(_LATE_REPEATS_S)
        events = topic.count(ids)
    with api_of(laptop.outputs, user) as api:
        times = [image["analyzedAt"] for image in api.images("ANALYZED") if image["id"] in ids]
    if len(times) != _PHOTOS:
        raise NotAnalyzed(f"{_PHOTOS - len(times)} of {_PHOTOS}")
    analyzed_s = max(map(_epoch_s, times)) - wall_clock
    engine_ips = _engine_images_per_second(engine_alone(laptop, lab.settings.engine_url), put)
    yield Row(name=f"{_PHOTOS} photos put", value=put_s, unit="s")
    yield Row(name=f"{_PHOTOS} photos → all ANALYZED", value=analyzed_s, unit="s")
    yield Row(name=f"{_PHOTOS} photos → all received from the topic", value=received_s, unit="s")
    yield Row(
        name="images per second",
        value=_PHOTOS / analyzed_s,
        unit="1/s",
        n=_PHOTOS,
        statistic="mean",
        compared_with="engine alone",
        ratio=_PHOTOS / analyzed_s / engine_ips,
        detail="the ratio is the share of the time that the engine alone would take",
    )
    yield Row(
        name="engine alone, all its workers busy",
        value=engine_ips,
        unit="1/s",
        n=_ENGINE_CALLS,
        statistic="mean",
    )
    yield Row(name="events per image on the topic", value=events / _PHOTOS, unit="", n=_PHOTOS)
    yield Row(name="dead letters", value=dead_letters(laptop), unit="", n=_PHOTOS)


def _epoch_s(timestamp: str) -> float:
    return datetime.fromisoformat(timestamp).timestamp()


def _engine_images_per_second(engine: EngineAlone, put: Sequence[Upload]) -> float:
    """Calls the engine from twice as many threads as it has workers, one worker for each core."""
    started_at = time.perf_counter()
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        list(pool.map(engine.seconds_for, put[:_ENGINE_CALLS]))
    return _ENGINE_CALLS / (time.perf_counter() - started_at)
