"""The times when events about images arrived: one thread notes them, another waits for them."""

import threading
import time
from collections import Counter
from collections.abc import Collection


class NeverReceived(Exception):
    """Events did not come in time."""


class Arrivals:
    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._first: dict[str, float] = {}
        self._count: Counter[str] = Counter()

    def note(self, image_id: str) -> None:
        now = time.perf_counter()
        with self._changed:
            self._first.setdefault(image_id, now)
            self._count[image_id] += 1
            self._changed.notify_all()

    def wait_for(self, image_ids: Collection[str], timeout_s: float = 30) -> float:
        """The time, by time.perf_counter, of the last image's first event. Raises NeverReceived."""
        with self._changed:
            missing = set(image_ids)
            if not self._changed.wait_for(lambda: missing <= self._first.keys(), timeout_s):
                silent = len(missing - self._first.keys())
                raise NeverReceived(f"of {silent} of {len(missing)} images in {timeout_s:g} s")
            return max(self._first[image_id] for image_id in missing)

    def wait_for_any(self, images: int, timeout_s: float) -> None:
        """Waits until events of so many different images arrived. Raises NeverReceived."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._first) >= images, timeout_s):
                raise NeverReceived(f"of {images} images in {timeout_s:g} s")

    def count(self, image_ids: Collection[str]) -> int:
        """The number of events about these images, repeats included."""
        with self._changed:
            return sum(self._count[image_id] for image_id in image_ids)
