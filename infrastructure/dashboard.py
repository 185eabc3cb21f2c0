"""The dashboard to open when an alarm has been raised."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk.aws_cloudwatch import (
    AlarmBase,
    AlarmStatusWidget,
    Dashboard,
    GraphWidget,
    IMetric,
    Metric,
)
from constructs import Construct

from core.use_cases.analysis import ImageOutcome
from infrastructure.measures import PERIOD, Measures

_HALF, _HEIGHT = 12, 6  # of a grid of 24 columns


class StackDashboard(Dashboard):
    def __init__(
        self, scope: Construct, id: str, *, measures: Measures, alarms: Sequence[AlarmBase]
    ) -> None:
        super().__init__(scope, id, default_interval=Duration.hours(3))
        status = AlarmStatusWidget(alarms=list(alarms), title="Alarms", width=2 * _HALF)
        self.add_widgets(status)
        images = [*map(measures.images, ImageOutcome), measures.swept_images]
        self.add_widgets(
            _graph("Images, by what became of them", images),
            _graph(
                "Ingest: age of the oldest message (s)", [measures.ingest_age], _waiting(measures)
            ),
        )
        self.add_widgets(
            _graph(
                "Dead letters and failed events",
                [measures.dead_letters, measures.failed_events, measures.lost_events],
            ),
            _graph("Publisher", [measures.publish_failures], [measures.iterator_age]),
        )
        functions = list(measures.functions.values())
        self.add_widgets(
            _graph("Functions: errors", [measures.errors(f) for f in functions]),
            _graph("Functions: throttles", [measures.throttles(f) for f in functions]),
        )
        durations = [f.metric_duration(period=PERIOD, statistic="p95") for f in functions]
        self.add_widgets(
            _graph("Functions: duration, 95th percentile (ms)", durations),
            _graph(
                "API and engine",
                [measures.internal_errors, measures.api_errors],
                [measures.engine_throttles],
            ),
            _graph("Sweeps", [measures.sweeps]),
        )


def _waiting(measures: Measures) -> list[Metric]:
    return [measures.ingest.queue.metric_approximate_number_of_messages_visible(period=PERIOD)]


def _graph(title: str, left: Sequence[IMetric], right: Sequence[IMetric] = ()) -> GraphWidget:
    return GraphWidget(title=title, left=list(left), right=list(right), width=_HALF, height=_HEIGHT)
