import pytest

from core.model.failure import REJECTIONS, AnalysisFailed, FailureCode, ImageRejected, failure


@pytest.mark.parametrize("code", FailureCode)
def test_every_code_has_a_message_for_its_owner(code: FailureCode) -> None:
    assert failure(code).message
    assert failure(code).code is code


def test_fault_of_the_image_is_never_worth_a_retry() -> None:
    assert not any(failure(code).retryable for code in REJECTIONS)


@pytest.mark.parametrize("error", [ImageRejected, AnalysisFailed])
def test_errors_carry_their_failure(error: type[ImageRejected | AnalysisFailed]) -> None:
    assert error(FailureCode.TOO_SMALL).failure == failure(FailureCode.TOO_SMALL)
