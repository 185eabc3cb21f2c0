"""The running system, with the operations that its tests need."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from rekognition_tests.photos import coffee

from adapters.settings import variable_name
from adapters.table import keys
from core.model.image import image_id
from laptop.laptop import Laptop
from laptop.outputs import Outputs
from tests.support.system.doorway import Call, Doorway, Matching, doorway_to
from tests.support.system.erasing import Erasing
from tests.support.system.function import Function
from tests.support.system.ingest import Ingest
from tests.support.system.people import Person
from tests.support.system.publishing import Publishing
from tests.support.system.receivers import Receivers
from tests.support.system.sweeping import Sweeping
from tests.support.system.topic import Topic

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

_ENGINE_VARIABLE = "AWS_ENDPOINT_URL_REKOGNITION"


@dataclass(frozen=True, slots=True)
class Upload:
    id: str
    key: str
    version_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """`engine` is a proxy in front of the engine, `api` a proxy between the publisher and the
    API."""

    laptop: Laptop
    engine: Doorway
    api: Doorway
    ingest: Ingest
    topic: Topic
    publishing: Publishing
    sweeping: Sweeping
    erasing: Erasing
    s3: "S3Client"
    dynamodb: "DynamoDBClient"

    @property
    def outputs(self) -> Outputs:
        return self.laptop.outputs

    def function(self, module: str) -> Function:
        """The function whose handler is in this module, such as `processors.sweep`."""
        return Function.of_module(self.laptop.session, self.outputs.aws_endpoint, module)

    def sign_up(self, *groups: str) -> Person:
        """Creates a user, who has no images yet."""
        name = f"user-{uuid4()}"
        self.laptop.users.add_user(name, groups)
        user = self.laptop.users.sign_in(name, groups)
        return Person(
            name=name,
            sub=user.sub,
            token=user.id_token,
            graphql_url=self.outputs.graphql_url,
            realtime_url=self.outputs.realtime_url,
        )

    def image_id(self, key: str) -> str:
        return image_id(self.outputs.bucket_name, key)

    def put(self, owner: Person, name: str, photo: bytes) -> Upload:
        key = f"uploads/{owner.sub}/{name}"
        stored = self.s3.put_object(Bucket=self.outputs.bucket_name, Key=key, Body=photo)
        return Upload(self.image_id(key), key, stored["VersionId"])

    def delete(self, key: str, version_id: str | None = None) -> str:
        """Returns the version that S3 removed, or the delete marker that it made."""
        bucket, delete = self.outputs.bucket_name, self.s3.delete_object
        if version_id is None:
            return delete(Bucket=bucket, Key=key)["VersionId"]
        return delete(Bucket=bucket, Key=key, VersionId=version_id)["VersionId"]

    def versions(self, key: str) -> list[str]:
        """The ids of versions and delete markers."""
        found = self.s3.list_object_versions(Bucket=self.outputs.bucket_name, Prefix=key)
        listed = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
        return [entry["VersionId"] for entry in listed if entry["Key"] == key]

    def engine_calls(self, key: str) -> list[Call]:
        return self.engine.calls_of(names(key))

    def stored_faces(self, image_id: str) -> list[dict[str, Any]]:
        """The face items in the table, including those that no reader sees."""
        return self.dynamodb.query(
            TableName=self.outputs.table_name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :faces)",
            ExpressionAttributeValues={
                ":pk": {"S": keys.image_partition(image_id)},
                ":faces": {"S": "FACE#"},
            },
            ConsistentRead=True,
        )["Items"]

    @asynccontextmanager
    async def receivers(self, owner: Person) -> AsyncIterator[Receivers]:
        async with owner.listening() as subscriber:
            with self.topic.delivered_to_queue(owner=[owner.sub]) as queue:
                yield Receivers(subscriber, queue)

    async def all_delivered(self, owner: Person, receivers: Receivers) -> None:
        """Returns once everything that was published before has reached both receivers. The stream
        keeps its order, except for images of one batch, which are published in parallel. A removal
        after the event of its creation is of a later batch."""
        await self.ingest.until_idle()
        marker = self.put(owner, f"marker-{uuid4()}.jpg", coffee())
        await receivers.event(marker.id, "ANALYZED")
        self.delete(marker.key)
        await receivers.event(marker.id, "DELETED")


def names(key: str) -> Matching:
    """Calls of the engine for this object."""
    return lambda document: bool(document["Image"]["S3Object"]["Name"] == key)


def _erasure_queue_url(erase: Function) -> str:
    """The queue's URL is no output of the stack: only its functions use the queue."""
    return erase.variables[variable_name("erasure_queue_url")]


@contextmanager
def system_on(laptop: Laptop, engine_url: str) -> Iterator[System]:
    """Puts proxies between the functions and the engine, and between the publisher and the API."""
    outputs, endpoint = laptop.outputs, laptop.outputs.aws_endpoint
    sqs = laptop.session.client("sqs", endpoint_url=endpoint)
    sns = laptop.session.client("sns", endpoint_url=endpoint)
    analyze = Function.of_module(laptop.session, endpoint, "processors.analyze")
    publish = Function.of_module(laptop.session, endpoint, "processors.publish")
    sweep = Function.of_module(laptop.session, endpoint, "processors.sweep")
    erase = Function.of_module(laptop.session, endpoint, "processors.erase")
    dynamodb = laptop.session.client("dynamodb", endpoint_url=endpoint)
    with (
        doorway_to(engine_url) as engine,
        doorway_to(outputs.graphql_url.removesuffix("/graphql")) as api,
        analyze.configured(variables={_ENGINE_VARIABLE: engine.url}),
        publish.configured(variables={variable_name("graphql_url"): f"{api.url}/graphql"}),
        closing(Publishing(laptop)) as publishing,
    ):
        yield System(
            laptop=laptop,
            engine=engine,
            api=api,
            ingest=Ingest(sqs, analyze, outputs.queue_url, outputs.dead_letter_queue_url),
            topic=Topic(sns, sqs, outputs.topic_arn),
            publishing=publishing,
            sweeping=Sweeping(sweep, dynamodb, outputs.table_name),
            erasing=Erasing(sqs, _erasure_queue_url(erase), dynamodb, outputs.table_name),
            s3=laptop.session.client("s3", endpoint_url=endpoint),
            dynamodb=dynamodb,
        )
