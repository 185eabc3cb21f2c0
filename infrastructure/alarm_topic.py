"""The topic that alarms notify."""

from aws_cdk import Stack, aws_iam, aws_kms, aws_sns, aws_sns_subscriptions
from constructs import Construct

from infrastructure.settings import StageSettings


class AlarmTopic(aws_sns.Topic):
    """`key` must allow CloudWatch, which publishes as a service."""

    def __init__(
        self, scope: Construct, id: str, *, stage: StageSettings, key: aws_kms.Key
    ) -> None:
        super().__init__(scope, id, enforce_ssl=True, master_key=key)
        # This policy replaces SNS's default policy, which allows the whole account.
        self.add_to_resource_policy(
            aws_iam.PolicyStatement(
                principals=[aws_iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
            )
        )
        if stage.alarm_email:
            self.add_subscription(aws_sns_subscriptions.EmailSubscription(stage.alarm_email))
