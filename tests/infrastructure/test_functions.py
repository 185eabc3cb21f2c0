"""The functions and their event sources."""

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from adapters.settings import (
    AnalyzeSettings,
    EraseSettings,
    PublishSettings,
    ResolverSettings,
    SweepSettings,
    variable_names,
)
from adapters.table import keys
from core.lifetimes import ENGINE_PATIENCE
from core.use_cases.schedule import batches_at_once
from infrastructure.bundle import ROOT
from processors.analyze.messages import BATCH_SIZE
from tests.support.drift import no_drift
from tests.support.synthesized import Synthesized, readable

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_ENGINE_TIMEOUT_S = 23  # to connect and to answer: adapters.clients
SETTINGS: "dict[str, type[DataclassInstance]]" = {
    "AnalyzeFunction": AnalyzeSettings,
    "EraseFunction": EraseSettings,
    "PublishFunction": PublishSettings,
    "ResolveFunction": ResolverSettings,
    "SweepFunction": SweepSettings,
}


def test_there_are_only_our_functions_and_no_custom_resources(stack: Synthesized) -> None:
    types = {resource["Type"] for resource in stack.template["Resources"].values()}

    different = stack.all("AWS::Lambda::Function").keys() ^ SETTINGS.keys()
    problem = "a function of the template or of SETTINGS, but not of both"
    no_drift(different, problem, edit="tests/infrastructure/test_functions.py", run="make test")
    assert not [name for name in types if name.startswith(("Custom::", "AWS::CloudFormation::"))]


def test_functions_run_python_on_arm_and_are_traced(stack: Synthesized) -> None:
    for function in stack.all("AWS::Lambda::Function").values():
        assert function["Runtime"] == "python3.13"
        assert function["Architectures"] == ["arm64"]
        assert function["TracingConfig"] == {"Mode": "Active"}


def test_functions_log_json_into_groups_that_expire(stack: Synthesized) -> None:
    groups = stack.all("AWS::Logs::LogGroup")

    for name, function in stack.all("AWS::Lambda::Function").items():
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        assert function["LoggingConfig"]["LogGroup"]["Ref"].startswith(f"{name}Log")
    assert {group.get("RetentionInDays") for group in groups.values()} in ({7}, {90})


@pytest.mark.parametrize("function", SETTINGS)
def test_a_function_finds_the_settings_that_it_reads(stack: Synthesized, function: str) -> None:
    environment = stack.all("AWS::Lambda::Function")[function]["Environment"]["Variables"]

    different = environment.keys() ^ variable_names(SETTINGS[function])
    problem = f"a variable that {function} is given or reads, but not both"
    no_drift(different, problem, edit="adapters/settings.py", run="make test")
    assert all(environment.values())


def test_a_handler_is_a_function_of_a_module_in_the_bundle(stack: Synthesized) -> None:
    for function in stack.all("AWS::Lambda::Function").values():
        module, _, name = function["Handler"].rpartition(".")
        asset = stack.folder / f"asset.{function['Code']['S3Key'].removesuffix('.zip')}"
        source = (asset / module.replace(".", "/")).with_suffix(".py").read_text(encoding="utf-8")
        assert f"def {name}(" in source


def test_a_message_stays_hidden_for_six_times_what_its_batch_may_take(stack: Synthesized) -> None:
    timeout = stack.all("AWS::Lambda::Function")["AnalyzeFunction"]["Timeout"]

    assert stack.all("AWS::SQS::Queue")["IngestQueue"]["VisibilityTimeout"] == 6 * timeout


def test_an_order_is_hidden_for_six_times_what_its_slice_may_take(stack: Synthesized) -> None:
    timeout = stack.all("AWS::Lambda::Function")["EraseFunction"]["Timeout"]
    mapping = stack.all("AWS::Lambda::EventSourceMapping")["EraseFunctionMessages"]

    assert stack.all("AWS::SQS::Queue")["ErasuresQueue"]["VisibilityTimeout"] == 6 * timeout
    assert mapping["BatchSize"] == 1
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_receipts_name_the_retention_of_the_logs(dev: Synthesized, prod: Synthesized) -> None:
    functions = [s.all("AWS::Lambda::Function")["EraseFunction"] for s in (dev, prod)]
    groups = [s.all("AWS::Logs::LogGroup")["EraseFunctionLog"] for s in (dev, prod)]

    configured = [each["Environment"]["Variables"]["LOG_RETENTION_DAYS"] for each in functions]
    assert configured == [str(group["RetentionInDays"]) for group in groups] == ["7", "90"]


def test_the_analysis_is_slowed_at_the_queue_and_not_by_throttling(stack: Synthesized) -> None:
    """With reserved concurrency, Lambda refuses messages, and SQS counts them as received."""
    mapping = stack.all("AWS::Lambda::EventSourceMapping")["AnalyzeFunctionMessages"]

    assert mapping["ScalingConfig"] == {"MaximumConcurrency": batches_at_once(5, BATCH_SIZE)}
    assert mapping["BatchSize"] == BATCH_SIZE
    assert mapping["MaximumBatchingWindowInSeconds"] == 0
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    for function in stack.all("AWS::Lambda::Function").values():
        assert "ReservedConcurrentExecutions" not in function


def test_the_analysis_keeps_to_rekognitions_default_quota(stack: Synthesized) -> None:
    function = stack.all("AWS::Lambda::Function")["AnalyzeFunction"]

    assert function["Environment"]["Variables"]["REKOGNITION_TPS"] == "5"
    assert function["Timeout"] > ENGINE_PATIENCE.total_seconds() + _ENGINE_TIMEOUT_S


def test_a_change_that_cannot_be_published_blocks_no_other_and_is_kept_whole(
    stack: Synthesized,
) -> None:
    mapping = stack.all("AWS::Lambda::EventSourceMapping")["PublishStream"]

    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == 10
    assert mapping["MaximumRecordAgeInSeconds"] < 24 * 3600  # the stream's retention
    target = mapping["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
    assert target.startswith("PublishFailedEvents")


def test_the_publisher_starts_with_the_first_change_and_without_delay(stack: Synthesized) -> None:
    mapping = stack.all("AWS::Lambda::EventSourceMapping")["PublishStream"]

    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert mapping["MaximumBatchingWindowInSeconds"] == 0


def test_the_publisher_wakes_for_images_and_not_for_faces(stack: Synthesized) -> None:
    mapping = stack.all("AWS::Lambda::EventSourceMapping")["PublishStream"]
    [criterion] = mapping["FilterCriteria"]["Filters"]

    assert json.loads(criterion["Pattern"]) == {
        "dynamodb": {"Keys": {keys.SORT_KEY: {"S": [keys.IMAGE_SORT_KEY]}}}
    }


def test_the_sweep_for_abandoned_images_runs_every_five_minutes(
    stack: Synthesized,
) -> None:
    rule = stack.all("AWS::Events::Rule")["SweepSchedule"]
    [target] = rule["Targets"]

    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(5 minutes)", "ENABLED")
    assert readable(target["Arn"]) == "SweepFunction"
    [permission] = [
        p
        for p in stack.all("AWS::Lambda::Permission").values()
        if p["Principal"] == "events.amazonaws.com"
        and readable(p["FunctionName"]) == "SweepFunction"
    ]
    assert readable(permission["SourceArn"]) == "SweepSchedule"


def test_the_publisher_sleeps_through_counts_and_the_engines_schedule() -> None:
    unpublished = (keys.count_key("ana", date(2026, 3, 1)), keys.schedule_key())

    assert keys.IMAGE_SORT_KEY not in {key[keys.SORT_KEY] for key in unpublished}


def test_the_analysis_is_capped_for_each_owner(stack: Synthesized) -> None:
    function = stack.all("AWS::Lambda::Function")["AnalyzeFunction"]

    assert function["Environment"]["Variables"]["IMAGES_PER_OWNER_AND_DAY"] == "2000"


def test_the_lock_of_the_analysis_holds_the_pillow_that_is_tested() -> None:
    pins = [
        line.split()[0]
        for line in (ROOT / "processors/analyze/requirements.lock").read_text().splitlines()
        if "==" in line
    ]
    tested = (ROOT / "locks/dev.lock").read_text().splitlines()

    assert pins
    assert not [pin for pin in pins if not any(line.startswith(f"{pin} ") for line in tested)]
