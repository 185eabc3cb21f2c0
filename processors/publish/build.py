"""The publisher over AWS, for the function and for the command that publishes again."""

import urllib3
from botocore.session import get_session

from adapters import clients
from adapters.settings import PublishSettings
from adapters.subscriptions import Subscriptions
from adapters.table.faces import TableFaces
from adapters.topic import Topic
from core.use_cases.publication import Publisher


def build_publisher(settings: PublishSettings) -> Publisher:
    return Publisher(
        faces=TableFaces(clients.dynamodb_client(), settings.table_name),
        sinks=(
            Topic(clients.sns_client(), settings.topic_arn),
            Subscriptions(
                get_session(),
                urllib3.PoolManager(maxsize=clients.MAX_THREADS),
                settings.graphql_url,
            ),
        ),
    )
