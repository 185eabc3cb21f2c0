"""A thousand photos put at once, before an engine with Rekognition's default quota."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from benchmarks import photos
from benchmarks.api import api_of
from benchmarks.full_faces import full_faces
from benchmarks.lab import Lab, laptop_settings
from benchmarks.paced_engine import EngineCalls, paced_engine
from benchmarks.queues import dead_letters
from benchmarks.rows import Row
from benchmarks.topic_listener import listening_to_topic
from benchmarks.uploads import CONNECTIONS, uploads_of
from laptop.functions import Functions
from laptop.laptop import Laptop, running_laptop

_PHOTOS = 1000
_TPS = 5
_ENGINE_S = 0.5
_TIMEOUT_S = 600


def quota(lab: Lab) -> Iterator[Row]:
    settings = replace(laptop_settings(lab.folder / "quota"), engine_tps=_TPS)
    with running_laptop(settings) as laptop, paced_engine(lab.folder) as engine:
        engine.set(delay_s=_ENGINE_S, faces=full_faces(1), tps=_TPS)
        point_analysis_at(laptop, engine.url)
        lost = _photos_lost(laptop)
        yield from _rows(engine.calls(), lost, dead_letters(laptop))


def point_analysis_at(laptop: Laptop, engine_url: str) -> None:
    endpoint = laptop.outputs.aws_endpoint
    listed = laptop.session.client("lambda", endpoint_url=endpoint).list_functions()["Functions"]
    (name,) = (f["FunctionName"] for f in listed if f["Handler"].startswith("processors.analyze."))
    functions = Functions(laptop.session, endpoint)
    functions.set_variable(name, "AWS_ENDPOINT_URL_REKOGNITION", engine_url)


def _photos_lost(laptop: Laptop) -> int:
    """The number of images that are not ANALYZED once an event of each was received."""
    user = laptop.outputs.users[1]
    uploads, photo = uploads_of(laptop, user), photos.astronaut()
    with listening_to_topic(laptop) as topic, ThreadPoolExecutor(CONNECTIONS) as pool:
        put = list(pool.map(uploads.put, [photo] * _PHOTOS))
        ids = {upload.image_id for upload in put}
        topic.wait_for(ids, _TIMEOUT_S)
    with api_of(laptop.outputs, user) as api:
        return len(ids - {image["id"] for image in api.images("ANALYZED")})


def _rows(calls: EngineCalls, lost: int, dead: int) -> Iterator[Row]:
    answered, took_s = len(calls.answered_at), calls.answered_at[-1] - calls.answered_at[0]
    yield Row(
        name=f"share of {_TPS} calls a second used, from the first to the last",
        value=(answered - 1) / (took_s * _TPS),
        unit="",
        detail=f"{answered} answered calls in {took_s:.1f} s",
    )
    yield Row(
        name="share of calls throttled",
        value=calls.throttled / (answered + calls.throttled),
        unit="",
        detail=f"{calls.throttled} of {answered + calls.throttled}",
    )
    yield Row(name="photos lost", value=lost, unit="", n=_PHOTOS)
    yield Row(name="photos paid for twice", value=answered - _PHOTOS, unit="", n=_PHOTOS)
    yield Row(name="dead letters", value=dead, unit="", n=_PHOTOS)
