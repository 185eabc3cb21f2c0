from pathlib import Path

import pytest

from laptop.deployed import LogEntry, NotFound, RunningLaptop, entries


def test_traceback_belongs_to_the_line_that_it_explains() -> None:
    lines = [
        (1, "START RequestId: 1 Version: $LATEST"),
        (2, "ERROR:facegraph:failed imageId=1"),
        (2, "Traceback (most recent call last):"),
        (2, "core.model.failure.AnalysisFailed: ENGINE_REFUSED"),
        (3, "INFO:facegraph:done imageId=2 outcome=ANALYZED"),
        (4, '{"_aws": {}}'),
    ]

    found = entries(lines)

    assert [entry.time_ms for entry in found] == [1, 2, 3, 4]
    assert found[1] == LogEntry(2, "\n".join(text for _, text in lines[1:4]))


def test_error_says_how_to_start_the_laptop_when_none_runs(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Start a laptop with `make run`"):
        RunningLaptop.of(tmp_path / "outputs.json")
