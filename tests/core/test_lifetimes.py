import re
from pathlib import Path

import pytest

from core import lifetimes

_SOURCE = Path(lifetimes.__file__).read_text()


def load(source: str) -> None:
    exec(compile(source, "lifetimes", "exec"), {})


@pytest.mark.parametrize(
    ("name", "changed", "reason"),
    [
        ("TOMBSTONE_LIFETIME", "timedelta(days=14)", "late event"),
        ("LONGEST_QUEUE_RETENTION", "timedelta(days=99)", "late event"),
        ("REDELIVERY_PATIENCE", "timedelta(0)", "sweep must not overtake"),
        ("ENGINE_PATIENCE", "timedelta(minutes=1)", "outlive its wait"),
        ("STREAM_RECORD_MAX_AGE", "timedelta(hours=24)", "failed-events bucket"),
        ("ERASURE_RECEIPT_LIFETIME", "timedelta(days=35)", "receipt"),
    ],
)
def test_a_lifetime_that_breaks_another_stops_the_import(
    name: str, changed: str, reason: str
) -> None:
    load(_SOURCE)
    source, count = re.subn(rf"(?m)^{name} = .*$", f"{name} = {changed}", _SOURCE)

    assert count == 1
    with pytest.raises(AssertionError, match=reason):
        load(source)
