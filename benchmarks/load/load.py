"""Two thousand uploads, good and bad, while listeners listen, readers read, and parts die."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from benchmarks.api import api_of
from benchmarks.lab import Lab
from benchmarks.load.crowd import Crowd, crowd_of
from benchmarks.load.interruptions import kill_analyze_worker, kill_engine, restart_data_plane
from benchmarks.load.mixture import Specimen, mixture
from benchmarks.queues import dead_letters
from benchmarks.rows import Row
from benchmarks.topic_listener import listening_to_topic
from benchmarks.uploads import CONNECTIONS, Upload, uploads_of
from laptop.laptop import Laptop
from laptop.outputs import User

_UPLOADS = 2000
_OWNERS = 5
_LISTENERS_EACH = 10
_READERS = 8
_TIMEOUT_S = 1200  # a killed worker's messages come back after the queue's visibility timeout
_CATCHING_UP_S = 60


class Lost(Exception):
    """Something happened that must never happen: the text says what and how often."""


def load(lab: Lab) -> Iterator[Row]:
    laptop = lab.laptop
    owners = [_new_user(laptop, f"load-{number}") for number in range(_OWNERS)]
    specimens = mixture(_UPLOADS)
    crowd_wanted = crowd_of(
        laptop.outputs, owners, listeners_each=_LISTENERS_EACH, readers=_READERS
    )
    with listening_to_topic(laptop) as topic, crowd_wanted as crowd:
        started_at = time.perf_counter()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            putting = _put_all(pool, laptop, owners, specimens)
            for share, interrupt in _interruptions(lab):
                topic.wait_for_any(int(_UPLOADS * share), _TIMEOUT_S)
                interrupt()
            put = [future.result() for future in putting]
        took_s = topic.wait_for({each.image_id for each in put}, _TIMEOUT_S) - started_at
        unknown = _unknown(crowd, owners, put)
        events = topic.count({each.image_id for each in put})
    wrong = _wrong(laptop, owners, put, specimens)
    dead = dead_letters(laptop)
    if unknown or wrong or dead:
        raise Lost(f"{unknown} unknown to a listener, {wrong} wrong, {dead} dead letters")
    yield Row(name=f"{_UPLOADS:,} uploads → all published", value=took_s, unit="s")
    yield Row(name="images per second", value=_UPLOADS / took_s, unit="1/s", statistic="mean")
    yield Row(name="wrong or missing in the end", value=wrong, unit="", n=_UPLOADS)
    yield Row(name="unknown to a listener in the end", value=unknown, unit="", n=_UPLOADS)
    yield Row(name="dead letters", value=dead, unit="", n=_UPLOADS)
    yield Row(name="events per image on the topic", value=events / _UPLOADS, unit="", n=_UPLOADS)
    everyone = list(crowd.everyone)
    yield Row(name="events received by subscribers", value=sum(e.events for e in everyone), unit="")
    yield Row(name="connections lost", value=sum(e.reconnections for e in everyone), unit="")
    yield Row(name="pages read", value=sum(e.pages for e in everyone), unit="")


def _interruptions(lab: Lab) -> list[tuple[float, Callable[[], None]]]:
    """Each with the share of images whose events are published when it begins."""
    laptop = lab.laptop
    return [
        (0.05, partial(kill_analyze_worker, laptop)),
        (0.3, partial(kill_engine, laptop, lab.settings.engine_url)),
        (0.6, partial(restart_data_plane, laptop)),
    ]


def _new_user(laptop: Laptop, name: str) -> User:
    laptop.users.add_user(name)
    return laptop.users.sign_in(name)


def _put_all(
    pool: ThreadPoolExecutor,
    laptop: Laptop,
    owners: Sequence[User],
    specimens: Sequence[Specimen],
) -> "list[Future[Upload]]":
    """Specimens go to owners in turn, in runs of ten, so that each owner gets every kind."""
    uploads = [uploads_of(laptop, owner) for owner in owners]
    return [
        pool.submit(uploads[number // 10 % len(uploads)].put, specimen.content)
        for number, specimen in enumerate(specimens)
    ]


def _owned(put: Sequence[Upload], owner: User) -> list[str]:
    return [each.image_id for each in put if each.key.split("/")[1] == owner.sub]


def _unknown(crowd: Crowd, owners: Sequence[User], put: Sequence[Upload]) -> int:
    return sum(crowd.wait_for(each.sub, _owned(put, each), _CATCHING_UP_S) for each in owners)


def _wrong(
    laptop: Laptop, owners: Sequence[User], put: Sequence[Upload], specimens: Sequence[Specimen]
) -> int:
    """The number of images whose state is not the expected one."""
    found: dict[str, tuple[str, int | None]] = {}
    for owner in owners:
        with api_of(laptop.outputs, owner) as api:
            found |= {each["id"]: (each["status"], each["faceCount"]) for each in api.images()}
    wanted = {
        upload.image_id: (specimen.status, specimen.face_count)
        for upload, specimen in zip(put, specimens, strict=True)
    }
    return sum(found.get(image_id) != state for image_id, state in wanted.items()) + len(
        found.keys() - wanted.keys()
    )
