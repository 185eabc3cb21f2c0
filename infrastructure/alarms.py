"""The stack's alarms. Each alarm has a section of the same name in the runbook."""

import re
from collections.abc import Mapping

from aws_cdk import aws_cloudwatch, aws_cloudwatch_actions
from constructs import Construct

from core.lifetimes import LONGEST_THROTTLED_BACKOFF
from infrastructure.alarm_topic import AlarmTopic
from infrastructure.measures import Measures

RUNBOOK = "docs/guides/runbook.md"
_CAPITAL = re.compile(r"(?<=.)([A-Z])")
_LONGEST_BACKOFF_S = int(LONGEST_THROTTLED_BACKOFF.total_seconds())
_LATE_MS = 5 * 60 * 1000
_AT_LEAST = aws_cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
_NOTHING_HAPPENED = aws_cloudwatch.TreatMissingData.NOT_BREACHING  # for counters


_MEANINGS = {
    "IngestAge": "Images wait too long for their analysis.",
    "DeadLetters": "Messages failed twelve times and moved to the dead-letter queue.",
    "FailedImages": "Images could not be analysed; their owners received an event.",
    "SweptImages": "Workers were killed in the last try; the sweep set their images to FAILED.",
    "EngineThrottles": "Rekognition receives more calls than its quota allows.",
    "SweepMissing": "The sweep does not run, so images whose worker was killed stay PENDING.",
    "FailedErasures": "An owner's data could not be erased; the owner sees FAILED.",
    "ErasureDeadLetters": "Orders of erasures failed twelve times.",
    "PublishFailures": "Events cannot be published; the publisher retries.",
    "FailedEvents": "Events could not be published and are in the failed-events bucket.",
    "LostEvents": "Events could be neither published nor written to the failed-events bucket.",
    "IteratorAge": "Events reach subscribers late.",
    "InternalErrors": "Callers receive InternalError: a resolver failed.",
    "ApiErrors": "AppSync answers with server errors of its own.",
    "AnalyzeThrottles": "Lambda has no concurrency left for the analyze function.",
    "EraseThrottles": "Lambda has no concurrency left for the erase function.",
    "SweepThrottles": "Lambda has no concurrency left for the sweep function.",
    "ResolveThrottles": "Lambda has no concurrency left for the resolvers function.",
    "PublishThrottles": "Lambda has no concurrency left for the publish function.",
    "AnalyzeErrors": "The analyze function times out, runs out of memory or does not start.",
    "EraseErrors": "The erase function times out, runs out of memory or does not start.",
    "SweepErrors": "The sweep could not handle some images.",
    "PublishErrors": "The publish function times out, runs out of memory or does not start.",
}


def section(alarm_name: str) -> str:
    """`DeadLetters` → `dead-letters`: the anchor of its heading."""
    return _CAPITAL.sub(r"-\1", alarm_name).lower()


class Alarms(Construct):
    def __init__(self, scope: Construct, id: str, *, topic: AlarmTopic, measures: Measures) -> None:
        super().__init__(scope, id)
        self._action = aws_cloudwatch_actions.SnsAction(topic)
        self._of_images(measures)
        self._of_erasures(measures)
        self._of_events(measures)
        self._of_functions(measures)
        self.all = tuple(c for c in self.node.children if isinstance(c, aws_cloudwatch.Alarm))

    def _of_images(self, measures: Measures) -> None:
        # SQS sends no metrics of a queue that has been empty and idle for six hours.
        self._raise_at(2 * _LONGEST_BACKOFF_S, {"IngestAge": measures.ingest_age})
        self._raise_at(1, {"DeadLetters": measures.dead_letters})
        self._raise_at(
            1, {"FailedImages": measures.failed_images, "SweptImages": measures.swept_images}
        )
        self._raise_at(1, {"EngineThrottles": measures.engine_throttles}, periods=3)
        self._raise_at(
            1,
            {"SweepMissing": measures.sweeps},
            periods=4,
            comparison=aws_cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            missing=aws_cloudwatch.TreatMissingData.BREACHING,  # missing data is the failure
        )

    def _of_erasures(self, measures: Measures) -> None:
        self._raise_at(1, {"FailedErasures": measures.failed_erasures})
        self._raise_at(1, {"ErasureDeadLetters": measures.erasure_dead_letters})

    def _of_events(self, measures: Measures) -> None:
        self._raise_at(5, {"PublishFailures": measures.publish_failures})
        self._raise_at(
            1, {"FailedEvents": measures.failed_events, "LostEvents": measures.lost_events}
        )
        self._raise_at(
            _LATE_MS,
            {"IteratorAge": measures.iterator_age},
            missing=aws_cloudwatch.TreatMissingData.IGNORE,  # data comes only with batches
        )

    def _of_functions(self, measures: Measures) -> None:
        functions = measures.functions
        # Lambda counts a resolver's refusals as errors; InternalErrors counts only real failures.
        failing = {name: f for name, f in functions.items() if name != "Resolve"}
        self._raise_at(
            1, {"InternalErrors": measures.internal_errors, "ApiErrors": measures.api_errors}
        )
        self._raise_at(1, {f"{name}Errors": measures.errors(f) for name, f in failing.items()})
        self._raise_at(
            1, {f"{name}Throttles": measures.throttles(f) for name, f in functions.items()}
        )

    def _raise_at(
        self,
        threshold: float,
        metrics: Mapping[str, aws_cloudwatch.Metric],
        *,
        periods: int = 1,
        comparison: aws_cloudwatch.ComparisonOperator = _AT_LEAST,
        missing: aws_cloudwatch.TreatMissingData = _NOTHING_HAPPENED,
    ) -> None:
        for name, metric in metrics.items():
            alarm = aws_cloudwatch.Alarm(
                self,
                name,
                metric=metric,
                threshold=threshold,
                evaluation_periods=periods,
                comparison_operator=comparison,
                treat_missing_data=missing,
                alarm_description=f"{_MEANINGS[name]} {RUNBOOK}#{section(name)}",
            )
            alarm.add_alarm_action(self._action)
            alarm.add_ok_action(self._action)
