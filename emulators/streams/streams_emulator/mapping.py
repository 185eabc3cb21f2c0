"""The settings of an event source mapping, read from Lambda."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from streams_emulator.filter_criteria import Predicate, parse_filters
from streams_emulator.steps import RetryRules

if TYPE_CHECKING:
    from collections.abc import Mapping

StartingPosition = Literal["TRIM_HORIZON", "LATEST"]

_INFINITE = -1
_DEFAULT_BATCH_SIZE = 100


class UnsupportedMapping(ValueError):
    """The mapping has a setting that the poller does not support."""


@dataclass(frozen=True, slots=True)
class StreamMapping:
    """Times are in seconds. `on_failure` is the ARN of the destination for discarded records.

    ParallelizationFactor is ignored: one lane keeps every order that several lanes keep.
    """

    uuid: str
    stream_arn: str
    function_arn: str
    starting_position: StartingPosition
    batch_size: int
    batching_window_s: float
    matches: Predicate
    reports_item_failures: bool
    retry_rules: RetryRules
    on_failure: str | None

    @classmethod
    def from_api(cls, description: Mapping[str, Any]) -> StreamMapping:
        """`description` is a response of GetEventSourceMapping. Raises `UnsupportedMapping`."""
        if description.get("TumblingWindowInSeconds"):
            raise UnsupportedMapping("TumblingWindowInSeconds")
        destination = (description.get("DestinationConfig") or {}).get("OnFailure") or {}
        return cls(
            uuid=description["UUID"],
            stream_arn=description["EventSourceArn"],
            function_arn=description["FunctionArn"],
            starting_position=_starting_position(description),
            batch_size=int(description.get("BatchSize") or _DEFAULT_BATCH_SIZE),
            batching_window_s=float(description.get("MaximumBatchingWindowInSeconds") or 0),
            matches=parse_filters(description.get("FilterCriteria")),
            reports_item_failures="ReportBatchItemFailures"
            in (description.get("FunctionResponseTypes") or ()),
            retry_rules=_retry_rules(description),
            on_failure=destination.get("Destination"),
        )


def _retry_rules(description: Mapping[str, Any]) -> RetryRules:
    return RetryRules(
        maximum_retry_attempts=_limit(description.get("MaximumRetryAttempts")),
        maximum_record_age_s=_limit(description.get("MaximumRecordAgeInSeconds")),
        bisects=bool(description.get("BisectBatchOnFunctionError")),
    )


def _limit(value: int | None) -> int | None:
    return None if value is None or int(value) == _INFINITE else int(value)


def _starting_position(description: Mapping[str, Any]) -> StartingPosition:
    match description.get("StartingPosition"):
        case "TRIM_HORIZON":
            return "TRIM_HORIZON"
        case "LATEST":
            return "LATEST"
        case other:
            raise UnsupportedMapping(f"StartingPosition {other}")
