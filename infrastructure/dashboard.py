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
        self, scope: Construct, id: str, *, of: Measures, alarms: Sequence[AlarmBase]
    ) -> None:
        super().__init__(scope, id, default_interval=Duration.hours(3))
        status = AlarmStatusWidget(alarms=list(alarms), title="Alarms", width=2 * _HALF)
        self.add_widgets(status)
        images = [*map(of.images, ImageOutcome), of.swept_images]
        self.add_widgets(
            _graph("Images, by what became of them", images),
            _graph("Ingest: age of the oldest message (s)", [of.ingest_age], _waiting(of)),
        )
        self.add_widgets(
            _graph(
                "Dead letters and failed events",
                [of.dead_letters, of.failed_events, of.lost_events],
            ),
            _graph("Publisher", [of.publish_failures], [of.iterator_age]),
        )
        functions = list(of.functions.values())
        self.add_widgets(
            _graph("Functions: errors", [of.errors(f) for f in functions]),
            _graph("Functions: throttles", [of.throttles(f) for f in functions]),
        )
        durations = [f.metric_duration(period=PERIOD, statistic="p95") for f in functions]
        self.add_widgets(
            _graph("Functions: duration, 95th percentile (ms)", durations),
            _graph("API and engine", [of.internal_errors, of.api_errors], [of.engine_throttles]),
            _graph("Sweeps", [of.sweeps]),
        )


def _waiting(of: Measures) -> list[Metric]:
    return [of.ingest.queue.metric_approximate_number_of_messages_visible(period=PERIOD)]


def _graph(title: str, left: Sequence[IMetric], right: Sequence[IMetric] = ()) -> GraphWidget:
    return GraphWidget(title=title, left=list(left), right=list(right), width=_HALF, height=_HEIGHT)
