from pathlib import Path

import pytest

from core import lifetimes

_SOURCE = Path(lifetimes.__file__).read_text()


def load(source: str) -> None:
    exec(compile(source, "lifetimes", "exec"), {})


@pytest.mark.parametrize(
    ("declared", "changed", "reason"),
    [
        ("TOMBSTONE_LIFETIME = timedelta(days=15)", 14, "late event"),
        ("LONGEST_QUEUE_RETENTION = timedelta(days=14)", 15, "late event"),
        ("REDELIVERY_PATIENCE = timedelta(hours=6)", 0, "sweep must not overtake"),
        ("ENGINE_PATIENCE = timedelta(seconds=30)", 60, "outlive its wait"),
        ("STREAM_RECORD_MAX_AGE = timedelta(hours=20)", 24, "failure bucket"),
        ("ERASURE_RECEIPT_LIFETIME = timedelta(days=90)", 35, "receipt"),
    ],
)
def test_a_lifetime_that_breaks_another_stops_the_import(
    declared: str, changed: int, reason: str
) -> None:
    load(_SOURCE)
    name, value = declared.split(" = ")
    unit = value.removeprefix("timedelta(").split("=")[0]

    assert declared in _SOURCE
    with pytest.raises(AssertionError, match=reason):
        load(_SOURCE.replace(declared, f"{name} = timedelta({unit}={changed})"))
