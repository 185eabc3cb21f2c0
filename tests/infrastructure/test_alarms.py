"""Alarms: whom they notify, and the text that they send."""

import json
import re

import pytest
from aws_cdk import Stack, aws_kms
from aws_cdk.assertions import Template

from infrastructure.alarm_topic import AlarmTopic
from infrastructure.alarms import RUNBOOK
from infrastructure.bundle import ROOT
from infrastructure.settings import stage_settings
from tests.support.drift import no_drift
from tests.support.synthesized import Properties, Synthesized, readable

ALARMS = {
    # name: its metric, and the part of the stack that it measures
    "IngestAge": ("ApproximateAgeOfOldestMessage", "IngestQueue.QueueName"),
    "DeadLetters": ("ApproximateNumberOfMessagesVisible", "IngestDeadLetters.QueueName"),
    "FailedImages": ("Images", "AnalyzeFunction FAILED"),
    "SweptImages": ("Images", "SweepFunction FAILED"),
    "EngineThrottles": ("ThrottledCount", "DetectFaces"),
    "FailedErasures": ("Erasures", "EraseFunction FAILED"),
    "ErasureDeadLetters": (
        *("ApproximateNumberOfMessagesVisible", "ErasuresDeadLetters.QueueName"),
    ),
    "SweepMissing": ("Invocations", "SweepFunction"),
    "PublishFailures": ("PublishFailures", "PublishFunction"),
    "FailedEvents": ("OnFailureDestinationDeliveredEventCount", "PublishStream"),
    "LostEvents": ("DestinationDeliveryFailures", "PublishFunction"),
    "IteratorAge": ("IteratorAge", "PublishFunction"),
    "InternalErrors": ("InternalErrors", "ResolveFunction"),
    "ApiErrors": ("5XXError", "GraphqlApi.ApiId"),
    **{f"{f}Errors": ("Errors", f"{f}Function") for f in ("Analyze", "Sweep", "Erase", "Publish")},
    **{
        f"{f}Throttles": ("Throttles", f"{f}Function")
        for f in ("Analyze", "Sweep", "Erase", "Resolve", "Publish")
    },
}
_COUNTED = re.compile(r'\bcount\(\s*"(\w+)"')


def alarms(stack: Synthesized) -> dict[str, Properties]:
    found = stack.all("AWS::CloudWatch::Alarm")
    return {each.removeprefix("Alarms"): alarm for each, alarm in found.items()}


def test_there_is_an_alarm_for_each_way_to_fail(stack: Synthesized) -> None:
    found = {
        alarm_name: (alarm["MetricName"], " ".join(_dimensions(alarm)))
        for alarm_name, alarm in alarms(stack).items()
    }

    different = {n for n in found.keys() | ALARMS.keys() if found.get(n) != ALARMS.get(n)}
    problem = "in the template or in ALARMS, but not with the same metric in both"
    no_drift(different, problem, edit="tests/infrastructure/test_alarms.py", run="make test")


@pytest.mark.parametrize("alarm_name", ALARMS)
def test_an_alarm_notifies_the_topic_and_names_its_section_of_the_runbook(
    stack: Synthesized, alarm_name: str
) -> None:
    alarm = alarms(stack)[alarm_name]

    assert list(map(readable, alarm["AlarmActions"])) == ["AlarmTopic"]
    assert list(map(readable, alarm["OKActions"])) == ["AlarmTopic"]
    meaning, _, address = alarm["AlarmDescription"].rpartition(" ")
    page, anchor = address.split("#")
    assert meaning.endswith(".")
    assert page == RUNBOOK
    assert anchor.replace("-", "") == alarm_name.lower()
    missing = {anchor} - _anchors()
    no_drift(missing, "no section of the runbook", edit="docs/guides/runbook.md", run="make test")


def test_a_missing_metric_is_treated_as_its_alarm_needs(stack: Synthesized) -> None:
    silent = {name: alarm["TreatMissingData"] for name, alarm in alarms(stack).items()}

    assert silent.pop("SweepMissing") == "breaching"
    assert silent.pop("IteratorAge") == "ignore"
    assert set(silent.values()) == {"notBreaching"}


def test_every_alarm_of_ours_watches_a_metric_that_our_code_writes(stack: Synthesized) -> None:
    sources = [*ROOT.glob("processors/**/*.py"), *ROOT.glob("resolvers/*.py")]
    counted = {n for source in sources for n in _COUNTED.findall(source.read_text())}
    ours = [alarm for alarm in alarms(stack).values() if alarm["Namespace"] == "Facegraph"]

    assert len(ours) == 5
    assert {alarm["MetricName"] for alarm in ours} <= counted


def test_the_mapping_counts_the_records_that_it_gives_up_on(stack: Synthesized) -> None:
    mapping = stack.all("AWS::Lambda::EventSourceMapping")["PublishStream"]

    assert mapping["MetricsConfig"] == {"Metrics": ["EventCount"]}


def test_the_topic_of_alarms_is_encrypted_and_accepts_this_accounts_alarms_only(
    stack: Synthesized,
) -> None:
    topic = stack.all("AWS::SNS::Topic")["AlarmTopic"]
    policy = stack.all("AWS::SNS::TopicPolicy")["AlarmTopicPolicy"]["PolicyDocument"]
    [allowed] = [s for s in policy["Statement"] if s["Effect"] == "Allow"]

    assert readable(topic["KmsMasterKeyId"]) == "EventsKey"
    assert allowed["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allowed["Action"] == "sns:Publish"
    assert readable(allowed["Resource"]) == "AlarmTopic"
    assert allowed["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    }


def test_alarms_have_no_subscriber_by_default(stack: Synthesized) -> None:
    assert not stack.all("AWS::SNS::Subscription")


def test_the_address_of_a_stage_is_subscribed_to_alarms() -> None:
    stages = json.loads((ROOT / "cdk.json").read_text())["context"]["stages"]
    stages["dev"]["alarmEmail"] = "on-call@example.org"
    stack = Stack()

    AlarmTopic(
        stack,
        "Topic",
        stage=stage_settings("dev", "lambda", stages),
        key=aws_kms.Key(stack, "Key"),
    )

    [subscription] = Template.from_stack(stack).find_resources("AWS::SNS::Subscription").values()
    assert subscription["Properties"]["Protocol"] == "email"
    assert subscription["Properties"]["Endpoint"] == "on-call@example.org"


def test_the_dashboard_shows_every_alarm_and_what_it_is_about(stack: Synthesized) -> None:
    body = stack.one("AWS::CloudWatch::Dashboard")["DashboardBody"]
    text = readable(body)

    shown = {
        name for name, (metric, _) in ALARMS.items() if f"Alarms{name}" in text and metric in text
    }
    missing = ALARMS.keys() - shown
    problem = "an alarm or its metric that the dashboard does not show"
    no_drift(missing, problem, edit="infrastructure/dashboard.py", run="make test")
    assert json.loads(text.replace("AWS::Region", "eu-west-1"))["widgets"]


def _dimensions(alarm: Properties) -> list[str]:
    return [readable(each["Value"]) for each in sorted(alarm["Dimensions"], key=_by_ref)]


def _by_ref(dimension: Properties) -> bool:
    return isinstance(dimension["Value"], str)


def _anchors() -> set[str]:
    headings = re.findall(r"^#+ (.*)$", (ROOT / RUNBOOK).read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
