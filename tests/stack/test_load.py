import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from rekognition_tests.photos import jpeg, shipped

from core.model.paging import MAX_PAGE_SIZE
from tests.support.system.documents import IMAGES
from tests.support.system.people import Person
from tests.support.system.receivers import Receivers
from tests.support.system.system import System, Upload

PHOTOS = 500
_PUTTING_THREADS = 8
_PATIENCE_S = 240
_HEAD_AND_SHOULDERS_PX = 256
_PLACES = 16  # to the side, and downwards, where a crop shows the whole face


async def test_every_photo_is_analysed_and_published_once_when_500_are_put_at_once(
    system: System, ana: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = _portraits()
    dead_before = system.ingest.dead_letter_count()
    async with system.receivers(ana) as receivers:
        started = time.monotonic()
        uploads = _put_all(system, ana, photos)
        put_s = time.monotonic() - started
        await _all_delivered(receivers, uploads)
        took_s = time.monotonic() - started
        await system.all_delivered(ana, receivers)

    with capsys.disabled():
        sys.stdout.write(
            f"\n{PHOTOS} photos: put in {put_s:.1f} s, all delivered after {took_s:.1f} s, "
            f"{PHOTOS / took_s:.1f} images/s\n"
        )
    ids = {upload.id for upload in uploads}
    analyzed = await _all_images(ana, status="ANALYZED")
    assert len(ids) == PHOTOS
    assert Counter(image["faceCount"] for image in analyzed if image["id"] in ids) == {1: PHOTOS}
    assert await _all_images(ana) == analyzed
    for inbox in (receivers.subscriber, receivers.queue):
        received = Counter(event["id"] for event in inbox.events if event["imageId"] in ids)
        assert received == {f"{image_id}-1": 1 for image_id in ids}
    assert system.ingest.dead_letter_count() == dead_before


def _portraits() -> list[bytes]:
    """Different photos, each with the astronaut's face."""
    whole, side = shipped("astronaut"), _HEAD_AND_SHOULDERS_PX
    corners = [(80 + place % _PLACES, place // _PLACES) for place in range(PHOTOS)]
    return [jpeg(whole.crop((left, top, left + side, top + side))) for left, top in corners]


def _put_all(system: System, owner: Person, photos: list[bytes]) -> list[Upload]:
    def put(number: int) -> Upload:
        return system.put(owner, f"{number:03}.jpg", photos[number])

    with ThreadPoolExecutor(_PUTTING_THREADS) as pool:
        return list(pool.map(put, range(len(photos))))


async def _all_delivered(receivers: Receivers, uploads: list[Upload]) -> None:
    for upload in uploads:
        await receivers.event(upload.id, patience_s=_PATIENCE_S)


async def _all_images(owner: Person, **wanted: str) -> list[Any]:
    found: list[Any] = []
    token = None
    while True:
        page = await owner.answer(IMAGES, limit=MAX_PAGE_SIZE, nextToken=token, **wanted)
        found += page["items"]
        token = page["nextToken"]
        if token is None:
            return found
        assert len(page["items"]) == MAX_PAGE_SIZE
