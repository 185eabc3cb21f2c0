"""How long the system takes to come up, and its first photo after that."""

import time
from collections.abc import Iterator

from benchmarks import photos
from benchmarks.api import api_of
from benchmarks.lab import Lab, laptop_settings
from benchmarks.rows import Row
from benchmarks.uploads import uploads_of
from laptop.laptop import Laptop, running_laptop

_STARTS = ("first start", "second start")


def startup(lab: Lab) -> Iterator[Row]:
    """Both starts use one state folder, which is empty at the first start."""
    folder = lab.folder / "startup"
    for name in _STARTS:
        started_at = time.perf_counter()
        with running_laptop(laptop_settings(folder)) as laptop:
            up_after_s = time.perf_counter() - started_at
            first_upload_s = _first_upload_s(laptop)
        yield Row(name=f"{name} → ready", value=up_after_s, unit="s")
        yield Row(name=f"{name}: its first put → queryable", value=first_upload_s, unit="s")


def _first_upload_s(laptop: Laptop) -> float:
    user = laptop.outputs.users[0]
    uploads = uploads_of(laptop, user)
    with api_of(laptop.outputs, user) as api:
        upload = uploads.put(photos.astronaut())
        return api.wait_until_analyzed(upload.image_id) - upload.started_at
