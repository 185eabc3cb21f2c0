"""Settings of a stage, from `cdk.json` under context.stages."""

import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from aws_cdk import RemovalPolicy
from aws_cdk.aws_logs import RetentionDays

from core.model.wire import camel_case
from infrastructure.wheels import BundleTarget

_RANGES = {
    "query_depth_limit": (1, 75),  # AppSync's
    "resolver_count_limit": (1, 10_000),  # AppSync's
    "retention_days": (0, 36_500),
    # an SQS event source runs at most 1000 batches at once
    "rekognition_tps": (0, 1000),
    "images_per_owner_and_day": (0, 1_000_000),
}


_KINDS = {int: "a whole number", bool: "true or false", str: "a string"}


class InvalidSettings(Exception):
    """A stage that is unknown, or a setting that is missing, unknown or out of range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSettings:
    """`allowed_origins`: origins of pages that may upload to and read from the bucket.

    `console`: whether the web page is deployed too.

    `retention_days`: how long an image and its faces are kept; 0: for ever. A changed value
    applies to stored images after `make renew`.

    `rekognition_tps`: the account's quota of DetectFaces calls a second in the region, or this
    stage's part of the quota. It determines how many batches run at once. 0: no quota.

    `alarm_email`: the address that alarms notify; "": none.

    `images_per_owner_and_day`: how many images are analysed; 0: no limit.
    """

    stage: str
    target: BundleTarget
    retains_data: bool
    allowed_origins: tuple[str, ...]
    console: bool
    introspection: bool
    query_depth_limit: int
    resolver_count_limit: int
    firewall: bool
    rekognition_tps: int
    images_per_owner_and_day: int
    log_retention: RetentionDays
    retention_days: int
    alarm_email: str

    @property
    def removal_policy(self) -> RemovalPolicy:
        return RemovalPolicy.RETAIN if self.retains_data else RemovalPolicy.DESTROY


def stage_settings(
    stage: str, target: str, stages: Mapping[str, Mapping[str, Any]]
) -> StageSettings:
    """Raises InvalidSettings naming everything that is wrong with the stage."""
    if target not in set(BundleTarget):
        raise InvalidSettings(f"no bundle target {target!r}; there are {', '.join(BundleTarget)}")
    if stage not in stages:
        raise InvalidSettings(f"no stage {stage!r} in cdk.json; there are {', '.join(stages)}")
    values, problems = _read(stages[stage])
    if problems:
        raise InvalidSettings(f"stage {stage} in cdk.json: {'; '.join(sorted(problems))}")
    return StageSettings(stage=stage, target=BundleTarget(target), **values)


def with_rekognition_tps(
    stages: Mapping[str, Mapping[str, Any]], tps: str
) -> Mapping[str, Mapping[str, Any]]:
    """The stages, changed for an engine with another quota."""
    value = int(tps) if tps.isdecimal() else tps
    return {stage: {**settings, "rekognitionTps": value} for stage, settings in stages.items()}


def _read(document: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The valid values, by field, and messages about the others."""
    names = [f.name for f in fields(StageSettings) if f.name not in ("stage", "target")]
    known = {camel_case(name): name for name in names}
    problems = [f"{key} is not a setting" for key in document.keys() - known.keys()]
    problems += [f"{key} is missing" for key in known.keys() - document.keys()]
    values: dict[str, Any] = {}
    for key in known.keys() & document.keys():
        try:
            values[known[key]] = _checked(known[key], document[key])
        except ValueError as error:
            problems.append(f"{key} {error}")
    return values, problems


def _checked(name: str, value: Any) -> Any:
    parsed = _parsed(value, typing.get_type_hints(StageSettings)[name])
    if name in _RANGES:
        lowest, highest = _RANGES[name]
        if not lowest <= parsed <= highest:
            raise ValueError(f"must be from {lowest} to {highest}")
    return parsed


def _parsed(value: Any, hint: Any) -> Any:
    if hint == tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError("must be a list of strings")
        return tuple(value)
    if issubclass(hint, Enum):
        if value not in hint.__members__:
            raise ValueError(f"must be one of {', '.join(hint.__members__)}")
        return hint[value]
    if type(value) is not hint:  # to isinstance, True is an int
        raise ValueError(f"must be {_KINDS[hint]}")
    return value
