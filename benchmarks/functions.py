"""The deployed functions: what each ships, which handler it has and what it reads at cold start."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.settings import AnalyzeSettings, PublishSettings, ResolverSettings, variable_name
from infrastructure import analyzer, publisher, resolvers
from infrastructure.bundle import Bundle
from infrastructure.wheels import BundleTarget

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_QUEUE = "http://127.0.0.1/queue"  # only read here: an import makes no call


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """`settings` are values that let its module be imported."""

    name: str
    bundle: Bundle
    module: str
    settings: "DataclassInstance"

    @property
    def handler(self) -> str:
        return f"{self.module}.lambda_handler"

    def built(self, folder: Path) -> Path:
        """The bundle for this machine: the functions of the running system have the same one."""
        bundle_folder = folder / f"bundle-{self.name}"
        if not bundle_folder.is_dir():
            bundle_folder.mkdir(parents=True)
            self.bundle.build(BundleTarget.HOST, bundle_folder)
        return bundle_folder


ANALYZE = Function(
    name="analyze",
    bundle=analyzer.BUNDLE,
    module="processors.analyze.handler",
    settings=AnalyzeSettings(
        table_name="images",
        queue_url=_QUEUE,
        max_receive_count="6",
        retention_days="0",
        rekognition_tps="5",
        images_per_owner_and_day="2000",
    ),
)
PUBLISH = Function(
    name="publish",
    bundle=publisher.BUNDLE,
    module="processors.publish.handler",
    settings=PublishSettings(
        table_name="images",
        topic_arn="arn:aws:sns:eu-west-1:000000000000:events",
        graphql_url="http://127.0.0.1/graphql",
    ),
)
RESOLVERS = Function(
    name="resolvers",
    bundle=resolvers.BUNDLE,
    module="resolvers.handler",
    settings=ResolverSettings(
        table_name="images", bucket_name="uploads", queue_url=_QUEUE, erasure_queue_url=_QUEUE
    ),
)
FUNCTIONS = (ANALYZE, PUBLISH, RESOLVERS)


def environment_of(settings: "DataclassInstance") -> Mapping[str, str]:
    return {variable_name(name): value for name, value in asdict(settings).items()}
