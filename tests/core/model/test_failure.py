import pytest

from core.model.failure import REJECTIONS, AnalysisFailed, FailureCode, ImageRejected, failure
from tests.support.drift import no_drift


def test_every_code_has_a_message_for_its_owner() -> None:
    silent = {code for code in FailureCode if not _has_message(code)}

    no_drift(silent, "no message for the owner of the image", edit="core/model/failure.py")


def _has_message(code: FailureCode) -> bool:
    try:
        return failure(code).message != ""
    except KeyError:
        return False


def test_fault_of_the_image_is_never_worth_a_retry() -> None:
    assert not any(failure(code).retryable for code in REJECTIONS)


@pytest.mark.parametrize("error", [ImageRejected, AnalysisFailed])
def test_errors_carry_their_failure(error: type[ImageRejected | AnalysisFailed]) -> None:
    assert error(FailureCode.TOO_SMALL).failure == failure(FailureCode.TOO_SMALL)
