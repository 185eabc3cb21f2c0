"""The web page of a stage, in a stack of its own. It needs the API, so it is deployed later."""

from typing import cast

from aws_cdk import Aws, CfnOutput, RemovalPolicy, Stack, aws_s3_deployment
from aws_cdk import aws_logs as logs
from constructs import Construct

from core.model.wire import to_wire
from infrastructure.acknowledgement import acknowledge, acknowledge_wildcard
from infrastructure.console.build import built_console
from infrastructure.console.configuration import CONFIGURATION_FILE, ConsoleConfiguration
from infrastructure.console.headers import IMMUTABLE, REVALIDATED, Endpoints
from infrastructure.console.site import Site
from infrastructure.outputs import Output
from infrastructure.settings import StageSettings
from infrastructure.stack import FacegraphStack

CONSOLE_URL = "ConsoleUrl"  # the stack's output
_ASSETS = "assets/*"
_UPLOADER = "Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C"  # the CDK's name


class ConsoleStack(Stack):
    def __init__(self, scope: Construct, *, stage: StageSettings, backend: FacegraphStack) -> None:
        super().__init__(scope, f"{backend.stack_name}-console")
        self.add_stack_dependency(backend)
        self._site = Site(self, "Site", endpoints=_endpoints(backend))
        self._upload(stage, _configuration(backend))
        CfnOutput(self, CONSOLE_URL, value=self._site.url)

    def _upload(self, stage: StageSettings, configuration: ConsoleConfiguration) -> None:
        """Assets before the page that names them. Old assets stay: a page that is open in a browser
        may still request those of an older build."""
        page = aws_s3_deployment.Source.asset(str(built_console()))
        settings = aws_s3_deployment.Source.json_data(CONFIGURATION_FILE, to_wire(configuration))
        log_group = logs.LogGroup(
            self, "UploadLog", retention=stage.log_retention, removal_policy=RemovalPolicy.DESTROY
        )
        assets = aws_s3_deployment.BucketDeployment(
            self,
            "Assets",
            sources=[page],
            destination_bucket=self._site.bucket,
            exclude=["*"],
            include=[_ASSETS],
            prune=False,
            cache_control=[aws_s3_deployment.CacheControl.from_string(IMMUTABLE)],
            log_group=log_group,
        )
        pages = aws_s3_deployment.BucketDeployment(
            self,
            "Pages",
            sources=[page, settings],
            destination_bucket=self._site.bucket,
            exclude=[_ASSETS],
            prune=False,
            cache_control=[aws_s3_deployment.CacheControl.from_string(REVALIDATED)],
            distribution=self._site.distribution,
            distribution_paths=["/*"],
            log_group=log_group,
        )
        pages.node.add_dependency(assets)
        self._acknowledge()

    def _acknowledge(self) -> None:
        uploader = cast("Construct", self.node.find_child(_UPLOADER))
        role = cast("Construct", uploader.node.find_child("ServiceRole"))
        acknowledge(uploader, "L1", because="The CDK's own function, whose runtime the CDK raises.")
        acknowledge(
            role,
            "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
            "AWSLambdaBasicExecutionRole]",
            because="The CDK gives its own function this one, to write its log.",
        )
        for action in ("GetBucket*", "GetObject*", "List*", "Abort*", "DeleteObject*"):
            acknowledge(
                role,
                f"IAM5[Action::s3:{action}]",
                because=f"The CDK's grant to its own function has s3:{action}, on two buckets.",
            )
        from_assets = (
            f"arn:{Aws.PARTITION}:s3:::cdk-hnb659fds-assets-{self.account}-{self.region}/*"
        )
        for resource, reason in {
            from_assets: "The CDK's own function reads the build from among the CDK's assets.",
            self._site.bucket.arn_for_objects("*"): "It fills the bucket, and no other.",
            "*": "CloudFront's invalidations are allowed so by the CDK's own function.",
        }.items():
            acknowledge_wildcard(role, resource, because=reason)


def _endpoints(backend: FacegraphStack) -> Endpoints:
    bucket = backend.exported(Output.BUCKET_NAME)
    return Endpoints(
        graphql=backend.exported(Output.GRAPHQL_URL),
        realtime=backend.exported(Output.REALTIME_URL),
        user_pool=f"https://cognito-idp.{Aws.REGION}.{Aws.URL_SUFFIX}",
        bucket=f"https://{bucket}.s3.{Aws.REGION}.{Aws.URL_SUFFIX}",
    )


def _configuration(backend: FacegraphStack) -> ConsoleConfiguration:
    return ConsoleConfiguration(
        region=Aws.REGION,
        graphql_url=backend.exported(Output.GRAPHQL_URL),
        user_pool_id=backend.exported(Output.USER_POOL_ID),
        client_id=backend.exported(Output.CLIENT_ID),
    )
