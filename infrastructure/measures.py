"""The metrics of a stack, for its alarms and its dashboard."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration, aws_lambda
from aws_cdk.aws_cloudwatch import Metric

from adapters.metrics import FUNCTION, NAMESPACE
from core.model.erasure import ErasureStatus
from core.use_cases.analysis import ImageOutcome
from infrastructure.analyzer import Analyzer
from infrastructure.api import Api
from infrastructure.eraser import Eraser
from infrastructure.publisher import Publisher
from infrastructure.resolvers import Resolvers
from infrastructure.sweeper import ImageSweeper
from infrastructure.work_queue import WorkQueue

PERIOD = Duration.minutes(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    ingest: WorkQueue
    analyzer: Analyzer
    sweeper: ImageSweeper
    erasures: WorkQueue
    eraser: Eraser
    resolvers: Resolvers
    api: Api
    publisher: Publisher

    @property
    def functions(self) -> Mapping[str, aws_lambda.Function]:
        return {
            "Analyze": self.analyzer.function,
            "Sweep": self.sweeper.function,
            "Erase": self.eraser.function,
            "Resolve": self.resolvers.function,
            "Publish": self.publisher.function,
        }

    @property
    def ingest_age(self) -> Metric:
        """Seconds."""
        return self.ingest.queue.metric_approximate_age_of_oldest_message(period=PERIOD)

    @property
    def dead_letters(self) -> Metric:
        return self.ingest.dead_letters.metric_approximate_number_of_messages_visible(period=PERIOD)

    @property
    def failed_erasures(self) -> Metric:
        return _counted("Erasures", self.eraser.function, outcome=ErasureStatus.FAILED)

    @property
    def erasure_dead_letters(self) -> Metric:
        queue = self.erasures.dead_letters
        return queue.metric_approximate_number_of_messages_visible(period=PERIOD)

    @property
    def failed_images(self) -> Metric:
        return self.images(ImageOutcome.FAILED)

    @property
    def swept_images(self) -> Metric:
        return _counted("Images", self.sweeper.function, outcome=ImageOutcome.FAILED)

    def images(self, outcome: str) -> Metric:
        return _counted("Images", self.analyzer.function, outcome=outcome)

    @property
    def engine_throttles(self) -> Metric:
        """For the whole account, as Rekognition's quota is."""
        return _metric("AWS/Rekognition", "ThrottledCount", Operation="DetectFaces")

    @property
    def sweeps(self) -> Metric:
        return self.sweeper.function.metric_invocations(period=PERIOD)

    @property
    def publish_failures(self) -> Metric:
        return _counted("PublishFailures", self.publisher.function)

    @property
    def failed_events(self) -> Metric:
        mapping = self.publisher.mapping_id
        name = "OnFailureDestinationDeliveredEventCount"
        return _metric("AWS/Lambda", name, EventSourceMappingUUID=mapping)

    @property
    def lost_events(self) -> Metric:
        return self.publisher.function.metric(
            "DestinationDeliveryFailures", period=PERIOD, statistic="Sum"
        )

    @property
    def iterator_age(self) -> Metric:
        """Milliseconds."""
        return self.publisher.function.metric("IteratorAge", period=PERIOD, statistic="Maximum")

    @property
    def internal_errors(self) -> Metric:
        return _counted("InternalErrors", self.resolvers.function)

    @property
    def api_errors(self) -> Metric:
        return _metric("AWS/AppSync", "5XXError", GraphQLAPIId=self.api.api_id)

    def errors(self, function: aws_lambda.Function) -> Metric:
        return function.metric_errors(period=PERIOD)

    def throttles(self, function: aws_lambda.Function) -> Metric:
        return function.metric_throttles(period=PERIOD)


def _counted(name: str, function: aws_lambda.Function, **dimensions: str) -> Metric:
    """As adapters.metrics counts it."""
    return _metric(NAMESPACE, name, **{FUNCTION: function.function_name}, **dimensions)


def _metric(namespace: str, name: str, **dimensions: str) -> Metric:
    return Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map=dimensions,
        statistic="Sum",
        period=PERIOD,
    )
