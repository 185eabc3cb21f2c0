import pytest

from tests.support.drift import BadRemedy, no_drift


def test_nothing_that_differs_is_no_failure() -> None:
    no_drift([], "not described", edit="app.py")


def test_failure_names_what_differs_the_file_and_the_command() -> None:
    with pytest.raises(AssertionError) as failure:
        no_drift(["Face.hat", "Face.cap"], "not described", edit="app.py", run="make generate")

    text = "Face.cap, Face.hat: not described. Edit app.py, then run `make generate`."
    assert str(failure.value).startswith(text)


def test_drift_that_a_command_mends_names_no_file() -> None:
    with pytest.raises(AssertionError, match=r"a: stale\. Run `make generate`\."):
        no_drift(["a"], "stale", edit=None, run="make generate")


@pytest.mark.parametrize("remedy", [{"edit": "nowhere.py"}, {"edit": "app.py", "run": "make tea"}])
def test_file_or_command_that_is_gone_is_reported_before_it_is_needed(
    remedy: dict[str, str],
) -> None:
    with pytest.raises(BadRemedy):
        no_drift([], "not described", **remedy)
