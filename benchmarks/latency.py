"""From a put until a query, a subscriber and the topic have the result, one photo at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks import photos
from benchmarks.api import Api, api_of
from benchmarks.arrivals import Arrivals
from benchmarks.lab import Lab
from benchmarks.rows import Row, Samples
from benchmarks.subscriber import subscribed
from benchmarks.topic_listener import listening_to_topic
from benchmarks.uploads import EngineAlone, Uploads, engine_alone, uploads_of

_WARM_UP = 4
_ROUNDS = 30
_QUERY, _SUBSCRIBER, _TOPIC = "put → queryable", "put → subscriber", "put → SNS subscriber"
_ENGINE = "engine alone, same photo"


@dataclass(frozen=True, slots=True)
class _Measured:
    """Seconds of each round, and seconds that the engine took for the photo of the same round."""

    whole: dict[str, list[float]] = field(default_factory=dict)
    engine: dict[str, list[float]] = field(default_factory=dict)
    put: list[float] = field(default_factory=list)

    def add(self, name: str, whole_s: float, engine_s: float) -> None:
        self.whole.setdefault(name, []).append(whole_s)
        self.engine.setdefault(name, []).append(engine_s)


@dataclass(frozen=True, slots=True)
class _Round:
    """Puts two photos: polling the API for one would slow down the events of the other."""

    uploads: Uploads
    engine: EngineAlone
    api: Api
    subscriber: Arrivals
    topic: Arrivals

    def run(self, photo: bytes, measured: _Measured) -> None:
        uploaded = self.uploads.put(photo)
        subscriber_s = self.subscriber.wait_for([uploaded.image_id]) - uploaded.started_at
        topic_s = self.topic.wait_for([uploaded.image_id]) - uploaded.started_at
        engine_s = self.engine.seconds_for(uploaded)
        measured.add(_SUBSCRIBER, subscriber_s, engine_s)
        measured.add(_TOPIC, topic_s, engine_s)
        measured.put.append(uploaded.stored_at - uploaded.started_at)
        asked = self.uploads.put(photo)
        query_s = self.api.wait_until_analyzed(asked.image_id) - asked.started_at
        self.topic.wait_for([asked.image_id])
        measured.add(_QUERY, query_s, self.engine.seconds_for(asked))


def latency(lab: Lab) -> Iterator[Row]:
    laptop = lab.laptop
    user = laptop.outputs.users[0]
    photo = photos.astronaut()
    measured = _Measured()
    with (
        api_of(laptop.outputs, user) as api,
        subscribed(laptop.outputs, user) as subscriber,
        listening_to_topic(laptop) as topic,
    ):
        engine = engine_alone(laptop, lab.settings.engine_url)
        one_round = _Round(uploads_of(laptop, user), engine, api, subscriber, topic)
        for number in range(-_WARM_UP, _ROUNDS):
            kept = measured if number >= 0 else _Measured()
            one_round.run(photos.copy_of(photo, number + _WARM_UP), kept)
    yield from _rows(measured)


def _rows(measured: _Measured) -> Iterator[Row]:
    engine = Samples([s for seconds in measured.engine.values() for s in seconds])
    for name in (_QUERY, _SUBSCRIBER, _TOPIC):
        whole = Samples(measured.whole[name])
        yield whole.row(name, 50, beside=(_ENGINE, engine))
        yield whole.row(name, 95, beside=(_ENGINE, engine))
        pairs = zip(measured.whole[name], measured.engine[name], strict=True)
        without = Samples([whole_s - engine_s for whole_s, engine_s in pairs])
        yield without.row(f"{name}, without the engine", 50, beside=(_ENGINE, engine))
    yield engine.row(_ENGINE, 50)
    yield engine.row(_ENGINE, 95)
    yield Samples(measured.put).row("put_object alone", 50)
