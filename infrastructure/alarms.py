"""What somebody must look at. An alarm's name names its section of the runbook."""

import re
from collections.abc import Mapping

from aws_cdk import aws_cloudwatch, aws_cloudwatch_actions
from constructs import Construct

from infrastructure.alarm_topic import AlarmTopic
from infrastructure.measures import Measures

RUNBOOK = "docs/guides/runbook.md"
_CAPITAL = re.compile(r"(?<=.)([A-Z])")
_LONGEST_BACKOFF_S = 15 * 60
_LATE_MS = 5 * 60 * 1000
_AT_LEAST = aws_cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
_NOTHING_HAPPENED = aws_cloudwatch.TreatMissingData.NOT_BREACHING  # of what is counted


_MEANINGS = {
    "IngestAge": "Images wait long for their analysis.",
    "DeadLetters": "Messages were given up on.",
    "FailedImages": "Images could not be analysed, and their owners were told so.",
    "SweptImages": "Workers ended without a word, and their images' owners were told of a failure.",
    "EngineThrottles": "Rekognition is asked for more than its quota allows.",
    "SweepMissing": "Nobody looks for images whose worker died.",
    "FailedErasures": "Somebody's data could not be erased, and they were told so.",
    "ErasureDeadLetters": "Orders of erasures were given up on.",
    "PublishFailures": "Events cannot be published, and are tried again.",
    "FailedEvents": "Events were given up on, and are kept in the failed-events bucket.",
    "LostEvents": "Events that were given up on could not be kept.",
    "IteratorAge": "Events reach listeners late.",
    "InternalErrors": "Callers are told that something went wrong on our side.",
    "ApiErrors": "AppSync answers with errors of its own.",
    "AnalyzeThrottles": "Lambda refuses to run the analysis.",
    "EraseThrottles": "Lambda refuses to run erasures.",
    "SweepThrottles": "Lambda refuses to run the sweep.",
    "ResolveThrottles": "Lambda refuses to run the resolvers.",
    "PublishThrottles": "Lambda refuses to run the publisher.",
    "AnalyzeErrors": "The analysis ends without an answer.",
    "EraseErrors": "A slice of an erasure ends without an answer.",
    "SweepErrors": "The sweep cannot judge some images.",
    "PublishErrors": "The publisher ends without an answer.",
}


def section(alarm_name: str) -> str:
    """`DeadLetters` → `dead-letters`: the anchor of its heading."""
    return _CAPITAL.sub(r"-\1", alarm_name).lower()


class Alarms(Construct):
    def __init__(self, scope: Construct, id: str, *, topic: AlarmTopic, of: Measures) -> None:
        super().__init__(scope, id)
        self._action = aws_cloudwatch_actions.SnsAction(topic)
        self._of_images(of)
        self._of_erasures(of)
        self._of_events(of)
        self._of_functions(of)
        self.all = tuple(c for c in self.node.children if isinstance(c, aws_cloudwatch.Alarm))

    def _of_images(self, of: Measures) -> None:
        # SQS tells nothing of a queue that has been empty and idle for six hours.
        self._raise_at(2 * _LONGEST_BACKOFF_S, {"IngestAge": of.ingest_age})
        self._raise_at(1, {"DeadLetters": of.dead_letters})
        self._raise_at(1, {"FailedImages": of.failed_images, "SweptImages": of.swept_images})
        self._raise_at(1, {"EngineThrottles": of.engine_throttles}, periods=3)
        self._raise_at(
            1,
            {"SweepMissing": of.sweeps},
            periods=4,
            comparison=aws_cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            missing=aws_cloudwatch.TreatMissingData.BREACHING,  # silence is what it is about
        )

    def _of_erasures(self, of: Measures) -> None:
        self._raise_at(1, {"FailedErasures": of.failed_erasures})
        self._raise_at(1, {"ErasureDeadLetters": of.erasure_dead_letters})

    def _of_events(self, of: Measures) -> None:
        self._raise_at(5, {"PublishFailures": of.publish_failures})
        self._raise_at(1, {"FailedEvents": of.failed_events, "LostEvents": of.lost_events})
        self._raise_at(
            _LATE_MS,
            {"IteratorAge": of.iterator_age},
            missing=aws_cloudwatch.TreatMissingData.IGNORE,  # only batches tell: stays as it was
        )

    def _of_functions(self, of: Measures) -> None:
        functions = of.functions
        # To Lambda a resolver's refusals are errors; the internal ones are counted by themselves.
        failing = {name: f for name, f in functions.items() if name != "Resolve"}
        self._raise_at(1, {"InternalErrors": of.internal_errors, "ApiErrors": of.api_errors})
        self._raise_at(1, {f"{name}Errors": of.errors(f) for name, f in failing.items()})
        self._raise_at(1, {f"{name}Throttles": of.throttles(f) for name, f in functions.items()})

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
