"""The whole backend, in one stack."""

from pathlib import Path

from aws_cdk import CfnOutput, Fn, Stack
from constructs import Construct

from infrastructure import analyzer, eraser
from infrastructure.alarm_topic import AlarmTopic
from infrastructure.alarms import Alarms
from infrastructure.analyzer import Analyzer
from infrastructure.api import Api
from infrastructure.dashboard import StackDashboard
from infrastructure.eraser import Eraser
from infrastructure.measures import Measures
from infrastructure.outputs import Output
from infrastructure.publisher import Publisher
from infrastructure.resolvers import Resolvers
from infrastructure.settings import StageSettings
from infrastructure.sweeper import ImageSweeper
from infrastructure.table import Table
from infrastructure.topic import EventTopic
from infrastructure.uploads import Uploads
from infrastructure.users import Users
from infrastructure.work_queue import WorkQueue


class FacegraphStack(Stack):
    def __init__(self, scope: Construct, *, stage: StageSettings, schema: Path) -> None:
        name = f"facegraph-{stage.stage}"
        super().__init__(scope, name, termination_protection=stage.retains_data)
        self._ingest = WorkQueue(self, "Ingest", handling_time=analyzer.TIMEOUT)
        self._erasures = WorkQueue(self, "Erasures", handling_time=eraser.TIMEOUT)
        self._uploads = Uploads(self, "Uploads", stage=stage, notified=self._ingest.queue)
        self._table = Table(self, "Images", stage=stage)
        self._topic = EventTopic(self, "Events", stage=stage)
        self._users = Users(self, "Users", stage=stage)
        self._analyzer = self._analyze(stage)
        self._eraser = self._erase(stage)
        self._sweeper = ImageSweeper(
            self, "Sweep", stage=stage, uploads=self._uploads, table=self._table
        )
        self._resolvers = self._resolve(stage)
        self._api = Api(
            self,
            "Graphql",
            stage=stage,
            schema=schema,
            user_pool=self._users.pool,
            resolvers=self._resolvers.function,
        )
        self._publisher = self._publish(stage)
        self._alarm_topic = AlarmTopic(self, "AlarmTopic", stage=stage, key=self._topic.key)
        self._watch()
        for output, value in self._outputs(stage).items():
            CfnOutput(self, output, value=value, export_name=self._export_name(output))

    def exported(self, output: Output) -> str:
        """The output's value, for a stack that is deployed later. It is exported by name: the CDK's
        own references would change this template for each stack that reads it."""
        return Fn.import_value(self._export_name(output))

    def _export_name(self, output: Output) -> str:
        return f"{self.stack_name}-{output}"

    def _analyze(self, stage: StageSettings) -> Analyzer:
        return Analyzer(
            self,
            "Analyze",
            stage=stage,
            ingest=self._ingest,
            uploads=self._uploads,
            table=self._table,
        )

    def _erase(self, stage: StageSettings) -> Eraser:
        return Eraser(
            self,
            "Erase",
            stage=stage,
            orders=self._erasures,
            uploads=self._uploads,
            table=self._table,
        )

    def _resolve(self, stage: StageSettings) -> Resolvers:
        return Resolvers(
            self,
            "Resolve",
            stage=stage,
            ingest=self._ingest,
            erasures=self._erasures,
            uploads=self._uploads,
            table=self._table,
        )

    def _publish(self, stage: StageSettings) -> Publisher:
        return Publisher(
            self, "Publish", stage=stage, table=self._table, topic=self._topic, api=self._api
        )

    def _watch(self) -> None:
        measures = Measures(
            ingest=self._ingest,
            analyzer=self._analyzer,
            sweeper=self._sweeper,
            erasures=self._erasures,
            eraser=self._eraser,
            resolvers=self._resolvers,
            api=self._api,
            publisher=self._publisher,
        )
        alarms = Alarms(self, "Alarms", topic=self._alarm_topic, measures=measures)
        StackDashboard(self, "Dashboard", measures=measures, alarms=alarms.all)

    def _outputs(self, stage: StageSettings) -> dict[Output, str]:
        return {
            Output.BUCKET_NAME: self._uploads.bucket.bucket_name,
            Output.TABLE_NAME: self._table.table.table_name,
            Output.TOPIC_ARN: self._topic.topic.topic_arn,
            Output.ALARM_TOPIC_ARN: self._alarm_topic.topic_arn,
            Output.QUEUE_URL: self._ingest.queue.queue_url,
            Output.DEAD_LETTER_QUEUE_URL: self._ingest.dead_letters.queue_url,
            Output.ERASURE_QUEUE_URL: self._erasures.queue.queue_url,
            Output.ERASURE_DEAD_LETTER_QUEUE_URL: self._erasures.dead_letters.queue_url,
            Output.GRAPHQL_URL: self._api.graphql_url,
            Output.REALTIME_URL: self._api.realtime_url,
            Output.GRAPHQL_API_ID: self._api.api_id,
            Output.USER_POOL_ID: self._users.pool.user_pool_id,
            Output.CLIENT_ID: self._users.client.user_pool_client_id,
            Output.PUBLISH_FUNCTION_NAME: self._publisher.function.function_name,
            Output.FAILED_EVENTS_BUCKET_NAME: self._publisher.failed_events.bucket_name,
            Output.RETENTION_DAYS: str(stage.retention_days),
        }
