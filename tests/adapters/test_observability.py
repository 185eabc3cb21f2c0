import json
import logging

import pytest

from adapters.logs import log, log_failure
from adapters.metrics import NAMESPACE, count


def test_metric_is_a_line_that_cloudwatch_reads(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "prod-analyze")

    count("Images", 2, outcome="ANALYZED")

    (line,) = capsys.readouterr().out.splitlines()
    metric = json.loads(line)
    (directive,) = metric["_aws"]["CloudWatchMetrics"]
    assert directive == {
        "Namespace": NAMESPACE,
        "Dimensions": [["function"], ["function", "outcome"]],
        "Metrics": [{"Name": "Images", "Unit": "Count"}],
    }
    assert (metric["Images"], metric["outcome"]) == (2, "ANALYZED")
    assert metric["function"] == "prod-analyze"
    assert metric["_aws"]["Timestamp"] > 1_700_000_000_000


def test_log_line_has_its_ids_in_the_text_and_as_members(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "facegraph"):
        log("done", imageId="x", outcome="ANALYZED")

    (record,) = caplog.records
    assert record.getMessage() == "done imageId=x outcome=ANALYZED"
    assert vars(record)["imageId"] == "x"


def test_failure_is_logged_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise OSError("the disk is full")
    except OSError:
        log_failure("failed", imageId="x")

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "the disk is full" in caplog.text
