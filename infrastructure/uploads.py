"""The uploads bucket, and its events to the ingest queue."""

from typing import cast

from aws_cdk import Duration, Stack, aws_iam, aws_s3, aws_sqs
from constructs import Construct

from core.lifetimes import UNFINISHED_UPLOAD_LIFETIME
from core.model.stored_object import UPLOADS_PREFIX
from infrastructure.acknowledgement import acknowledge
from infrastructure.duration import duration
from infrastructure.settings import StageSettings

_NOTIFIED = ("s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*")
# Forms and links are signed, so any page may use them. The console's own origin cannot be named:
# its policy names this bucket, and CloudFormation refuses circular references. docs/decisions/0008
_ANY_ORIGIN = ("*",)
_UNFINISHED_UPLOADS_LIFETIME = duration(UNFINISHED_UPLOAD_LIFETIME)


class Uploads(Construct):
    def __init__(
        self, scope: Construct, id: str, *, stage: StageSettings, notified: aws_sqs.Queue
    ) -> None:
        super().__init__(scope, id)
        self.bucket = aws_s3.Bucket(
            self,
            "Bucket",
            block_public_access=aws_s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=aws_s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=aws_s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            versioned=True,
            cors=_cors(_ANY_ORIGIN if stage.console else stage.allowed_origins),
            lifecycle_rules=[
                aws_s3.LifecycleRule(
                    abort_incomplete_multipart_upload_after=_UNFINISHED_UPLOADS_LIFETIME,
                    expired_object_delete_marker=True,
                ),
                *_retention(stage.retention_days),
            ],
            removal_policy=stage.removal_policy,
        )
        self.images_arn = self.bucket.arn_for_objects(f"{UPLOADS_PREFIX}*")
        self._notify(notified)
        acknowledge(
            self.bucket,
            "S1",
            because="An access log would keep users' ids, file names and links, and keep them"
            " when their images are deleted.",
        )

    def _notify(self, queue: aws_sqs.Queue) -> None:
        """Sets the bucket's own properties: the CDK's `add_event_notification` would add a custom
        resource with a function of its own."""
        admitted = queue.add_to_resource_policy(_sending(self, queue))
        bucket = cast("aws_s3.CfnBucket", self.bucket.node.default_child)
        bucket.notification_configuration = aws_s3.CfnBucket.NotificationConfigurationProperty(
            queue_configurations=[_notification(event, queue) for event in _NOTIFIED]
        )
        assert admitted.policy_dependable is not None  # None only for a queue of another stack
        bucket.node.add_dependency(admitted.policy_dependable)  # S3 sends a test message at once


def _retention(days: int) -> list[aws_s3.LifecycleRule]:
    """The rule puts a delete marker over the current version, which becomes noncurrent. S3 keeps a
    noncurrent version for at least a day."""
    if not days:
        return []
    return [
        aws_s3.LifecycleRule(
            prefix=UPLOADS_PREFIX,
            expiration=Duration.days(days),
            noncurrent_version_expiration=Duration.days(1),
        )
    ]


def _sending(scope: Construct, queue: aws_sqs.Queue) -> aws_iam.PolicyStatement:
    """The bucket names the queue, so the policy cannot name the bucket: CloudFormation refuses
    circular references. The policy uses the stack's name, with which the bucket's name begins."""
    stack = Stack.of(scope)
    bucket_arn = f"arn:{stack.partition}:s3:::{stack.stack_name}-{scope.node.id.lower()}*"
    return aws_iam.PolicyStatement(
        principals=[aws_iam.ServicePrincipal("s3.amazonaws.com")],
        actions=["sqs:SendMessage"],
        resources=[queue.queue_arn],
        conditions={
            "StringEquals": {"aws:SourceAccount": stack.account},
            "ArnLike": {"aws:SourceArn": bucket_arn},
        },
    )


def _notification(event: str, queue: aws_sqs.Queue) -> aws_s3.CfnBucket.QueueConfigurationProperty:
    prefix = aws_s3.CfnBucket.FilterRuleProperty(name="prefix", value=UPLOADS_PREFIX)
    return aws_s3.CfnBucket.QueueConfigurationProperty(
        event=event,
        queue=queue.queue_arn,
        filter=aws_s3.CfnBucket.NotificationFilterProperty(
            s3_key=aws_s3.CfnBucket.S3KeyFilterProperty(rules=[prefix])
        ),
    )


def _cors(origins: tuple[str, ...]) -> list[aws_s3.CorsRule]:
    if not origins:
        return []
    methods = [aws_s3.HttpMethods.GET, aws_s3.HttpMethods.HEAD, aws_s3.HttpMethods.POST]
    return [
        aws_s3.CorsRule(
            allowed_methods=methods,
            allowed_origins=list(origins),
            allowed_headers=["*"],
            exposed_headers=["ETag"],
            max_age=3600,
        )
    ]
