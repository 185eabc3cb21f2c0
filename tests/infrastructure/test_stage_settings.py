"""Settings of stages, and the errors for wrong ones."""

import json
from typing import Any

import pytest

from infrastructure.bundle import ROOT
from infrastructure.settings import InvalidSettings, stage_settings, with_rekognition_tps

STAGES: dict[str, dict[str, Any]] = json.loads((ROOT / "cdk.json").read_text())["context"]["stages"]


def _invalid(**changes: Any) -> str:
    stages = {"dev": STAGES["dev"] | changes}
    with pytest.raises(InvalidSettings) as refusal:
        stage_settings("dev", "lambda", stages)
    return str(refusal.value)


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_of_this_repository_is_valid(stage: str) -> None:
    assert stage_settings(stage, "lambda", STAGES).stage == stage


def test_an_unknown_stage_is_refused_with_the_names_of_the_known_stages() -> None:
    with pytest.raises(InvalidSettings, match=r"no stage 'test' in cdk\.json; there are dev, prod"):
        stage_settings("test", "lambda", STAGES)


def test_an_unknown_target_is_refused_with_the_names_of_the_known_targets() -> None:
    with pytest.raises(InvalidSettings, match="no bundle target 'moon'; there are lambda, host"):
        stage_settings("dev", "moon", STAGES)


def test_a_missing_setting_is_named() -> None:
    stages = {"dev": {key: value for key, value in STAGES["dev"].items() if key != "firewall"}}

    with pytest.raises(InvalidSettings, match=r"stage dev in cdk\.json: firewall is missing"):
        stage_settings("dev", "lambda", stages)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"fire_wall": True}, "fire_wall is not a setting"),
        ({"firewall": "yes"}, "firewall must be true or false"),
        ({"queryDepthLimit": True}, "queryDepthLimit must be a whole number"),
        ({"queryDepthLimit": 76}, "queryDepthLimit must be from 1 to 75"),
        ({"resolverCountLimit": 0}, "resolverCountLimit must be from 1 to 10000"),
        ({"retentionDays": -1}, "retentionDays must be from 0 to 36500"),
        ({"imagesPerOwnerAndDay": -1}, "imagesPerOwnerAndDay must be from 0 to 1000000"),
        ({"rekognitionTps": -1}, "rekognitionTps must be from 0 to 1000"),
        ({"allowedOrigins": "*"}, "allowedOrigins must be a list of strings"),
        ({"alarmEmail": None}, "alarmEmail must be a string"),
        ({"logRetention": "ONE_FORTNIGHT"}, "logRetention must be one of"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_values_that_are_allowed(
    changes: dict[str, Any], complaint: str
) -> None:
    assert complaint in _invalid(**changes)


def test_every_error_is_reported_at_once() -> None:
    message = _invalid(rekognitionTps=-1, queryDepthLimit=0)

    assert "rekognitionTps" in message
    assert "queryDepthLimit" in message


def test_another_engines_quota_takes_the_place_of_every_stages() -> None:
    stages = with_rekognition_tps(STAGES, "50")

    assert [stage_settings(stage, "lambda", stages).rekognition_tps for stage in STAGES] == [50, 50]


@pytest.mark.parametrize("tps", ["", "many", "-1", "1.5"])
def test_a_quota_that_is_no_number_is_refused(tps: str) -> None:
    with pytest.raises(InvalidSettings, match="rekognitionTps must be a whole number"):
        stage_settings("dev", "lambda", with_rekognition_tps(STAGES, tps))
