"""The table of images and faces, and its indexes."""

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from adapters.table import keys
from infrastructure.settings import StageSettings

IMAGE_INDEXES = {keys.IMAGES_BY_OWNER: keys.OWNER, keys.IMAGES_BY_STATUS: keys.OWNER_STATUS}


class Table(Construct):
    def __init__(self, scope: Construct, id: str, *, stage: StageSettings) -> None:
        super().__init__(scope, id)
        self.table = dynamodb.Table(
            self,
            "Table",
            partition_key=_text(keys.PARTITION_KEY),
            sort_key=_text(keys.SORT_KEY),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.DEFAULT,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute=keys.EXPIRES_AT,
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            deletion_protection=stage.retains_data,
            removal_policy=stage.removal_policy,
        )
        for index, partition_key in IMAGE_INDEXES.items():
            self.table.add_global_secondary_index(
                index_name=index,
                partition_key=_text(partition_key),
                sort_key=_text(keys.POSITION),
                projection_type=dynamodb.ProjectionType.INCLUDE,
                non_key_attributes=list(keys.LISTED_ATTRIBUTES),
            )
        self.table.add_global_secondary_index(
            index_name=keys.FACES_BY_OWNER,
            partition_key=_text(keys.FACE_OWNER),
            sort_key=_text(keys.POSITION),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        self.table.add_global_secondary_index(
            index_name=keys.OVERDUE_IMAGES,
            partition_key=_text(keys.UNFINISHED),
            sort_key=_text(keys.OVERDUE_AT),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )

    @property
    def stream_arn(self) -> str:
        arn = self.table.table_stream_arn
        assert arn is not None  # only a table without a stream has none
        return arn

    def index_arn(self, name: str) -> str:
        return f"{self.table.table_arn}/index/{name}"


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
