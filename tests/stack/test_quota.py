"""A burst of images with an engine that throttles, beyond the owner's daily allowance."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rekognition_emulator.errors import ThroughputExceeded
from rekognition_emulator.quota import Quota
from rekognition_tests.photos import coffee

from adapters.settings import variable_name
from core.model.paging import MAX_PAGE_SIZE
from tests.support.system.documents import IMAGES
from tests.support.system.doorway import THROTTLED, Matching
from tests.support.system.people import Person
from tests.support.system.system import System

TPS = 8
PHOTOS = 100
ADMITTED = 90
_PUTTING_THREADS = 8
# Observed: 1 % and, on a machine too busy to keep time, 8 %.
_MOST_THROTTLED = 0.25
_PATIENCE_S = 120


async def test_burst_is_analysed_up_to_its_owners_allowance_when_the_engine_has_a_quota(
    system: System, ana: Person
) -> None:
    prefix = f"uploads/{ana.sub}/"
    dead_before = system.ingest.dead_letter_count()
    limits = {
        variable_name("rekognition_tps"): str(TPS),
        variable_name("images_per_owner_and_day"): str(ADMITTED),
    }
    async with system.receivers(ana) as receivers:
        with (
            system.ingest.function.configured(variables=limits),
            system.engine.refusing(over_quota(prefix), THROTTLED),
        ):
            with ThreadPoolExecutor(_PUTTING_THREADS) as pool:
                names = [f"{number:03}.jpg" for number in range(PHOTOS)]
                uploads = list(pool.map(lambda name: system.put(ana, name, coffee()), names))
            for upload in uploads:
                await receivers.event(upload.id, patience_s=_PATIENCE_S)
            await system.ingest.until_idle()
        await system.all_delivered(ana, receivers)

    calls = [call for name in names for call in system.engine_calls(f"{prefix}{name}")]
    throttled = sum(call.refused for call in calls)
    outcomes = await _outcomes(ana)
    assert outcomes == {("ANALYZED", None): ADMITTED, ("FAILED", "QUOTA_EXCEEDED"): 10}
    assert len(calls) - throttled == ADMITTED
    assert throttled < len(calls) * _MOST_THROTTLED
    assert {len(receivers.kinds_of(upload.id)) for upload in uploads} == {1}
    assert system.ingest.dead_letter_count() == dead_before


def over_quota(prefix: str) -> Matching:
    """Calls for objects below the prefix that came when the second's quota was used up."""
    quota, lock = Quota(TPS), threading.Lock()

    def is_over(document: Any) -> bool:
        if not document["Image"]["S3Object"]["Name"].startswith(prefix):
            return False
        with lock:
            try:
                quota.spend(time.monotonic())
            except ThroughputExceeded:
                return True
        return False

    return is_over


async def _outcomes(owner: Person) -> Counter[tuple[str, str | None]]:
    """The images' statuses and failure codes."""
    images: list[Any] = []
    token = None
    while True:
        page = await owner.answer(IMAGES, limit=MAX_PAGE_SIZE, nextToken=token)
        images += page["items"]
        token = page["nextToken"]
        if token is None:
            break
    codes = ((image["failure"] or {}).get("code") for image in images)
    return Counter(zip((image["status"] for image in images), codes, strict=True))
