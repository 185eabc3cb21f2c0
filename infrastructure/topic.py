"""The topic that events are published to, and the key that encrypts its messages."""

from aws_cdk import Stack, aws_iam, aws_kms, aws_sns
from constructs import Construct

from infrastructure.settings import StageSettings


class EventTopic(Construct):
    def __init__(self, scope: Construct, id: str, *, stage: StageSettings) -> None:
        super().__init__(scope, id)
        self.key = aws_kms.Key(
            self,
            "Key",
            description=f"{Stack.of(self).stack_name}: messages of the event topic",
            enable_key_rotation=True,
            removal_policy=stage.removal_policy,
        )
        self.key.add_to_resource_policy(_alarms(Stack.of(self).account))
        self.topic = aws_sns.Topic(
            self,
            "Topic",
            enforce_ssl=True,
            master_key=self.key,
            signature_version="2",  # SHA-256; by default SNS still signs with SHA-1
        )


def _alarms(account: str) -> aws_iam.PolicyStatement:
    """CloudWatch's alarms publish as a service, which no role's policy can allow."""
    return aws_iam.PolicyStatement(
        principals=[aws_iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions=["kms:Decrypt", "kms:GenerateDataKey*"],
        resources=["*"],  # in a key's policy, * means this key
        conditions={"StringEquals": {"aws:SourceAccount": account}},
    )
