"""Why an image has no faces: the image is at fault (REJECTED) or it is not (FAILED)."""

from dataclasses import dataclass
from enum import StrEnum


class FailureCode(StrEnum):
    """The first five codes mean that the image is at fault (`REJECTED`). The others (`FAILED`) mean
    that the service is at fault, or that the owner has reached the daily limit."""

    EMPTY = "EMPTY"
    """The file is empty."""
    UNSUPPORTED_FORMAT = "UNSUPPORTED_FORMAT"
    """The file is neither JPEG nor PNG."""
    CORRUPT_IMAGE = "CORRUPT_IMAGE"
    """The file cannot be decoded as the format that its header claims."""
    TOO_LARGE = "TOO_LARGE"
    """The file is over 15 MB, or the image is larger than the engine accepts."""
    TOO_SMALL = "TOO_SMALL"
    """A side of the image is shorter than 80 pixels."""
    ENGINE_THROTTLED = "ENGINE_THROTTLED"
    """The engine was busy for too long."""
    ENGINE_UNAVAILABLE = "ENGINE_UNAVAILABLE"
    """The engine could not be reached."""
    ENGINE_REFUSED = "ENGINE_REFUSED"
    """The engine refused the request. The same request will be refused again."""
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    """The owner's number of analyses for the day was used up, and this image was not analysed.
    Retry on the next day (UTC)."""
    INTERNAL = "INTERNAL"
    """The analysis broke off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an analysis has no result."""

    code: FailureCode
    """Stable: programs can rely on it."""
    message: str
    """A sentence for people. It may change."""
    retryable: bool
    """Whether another analysis can succeed."""


_MESSAGES = {
    FailureCode.EMPTY: "the file is empty",
    FailureCode.UNSUPPORTED_FORMAT: "the file is neither JPEG nor PNG",
    FailureCode.CORRUPT_IMAGE: "the file cannot be decoded as the image it claims to be",
    FailureCode.TOO_LARGE: "the image is larger than the face engine takes",
    FailureCode.TOO_SMALL: "the image is smaller than the face engine takes",
    FailureCode.ENGINE_THROTTLED: "the face engine was busy for too long",
    FailureCode.ENGINE_UNAVAILABLE: "the face engine could not be reached",
    FailureCode.ENGINE_REFUSED: "the face engine refused the request",
    FailureCode.QUOTA_EXCEEDED: "the limit of images analysed per owner and day is reached",
    FailureCode.INTERNAL: "the analysis broke off",
}

REJECTIONS = frozenset(
    {
        FailureCode.EMPTY,
        FailureCode.UNSUPPORTED_FORMAT,
        FailureCode.CORRUPT_IMAGE,
        FailureCode.TOO_LARGE,
        FailureCode.TOO_SMALL,
    }
)
_PASSING = frozenset(
    {FailureCode.ENGINE_THROTTLED, FailureCode.ENGINE_UNAVAILABLE, FailureCode.INTERNAL}
)
_RETRYABLE = _PASSING | {FailureCode.QUOTA_EXCEEDED}


def failure(code: FailureCode) -> Failure:
    return Failure(code=code, message=_MESSAGES[code], retryable=code in _RETRYABLE)


class ImageRejected(Exception):
    """The image is at fault: no retry can help."""

    def __init__(self, code: FailureCode) -> None:
        super().__init__(code)
        self.failure = failure(code)


class AnalysisFailed(Exception):
    """The engine did not answer, or was not called; `failure.retryable` says whether a retry can
    help."""

    def __init__(self, code: FailureCode) -> None:
        super().__init__(code)
        self.failure = failure(code)

    @property
    def is_passing(self) -> bool:
        """Whether the next delivery may succeed. After a spent daily allowance it does not."""
        return self.failure.code in _PASSING
