"""The GraphQL API: its callers, its limits, and the fields that a function resolves."""

from pathlib import Path
from typing import cast

from aws_cdk import Fn, Stack, aws_appsync, aws_cognito, aws_iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from infrastructure.acknowledgement import acknowledge
from infrastructure.firewall import Firewall
from infrastructure.function import PythonFunction
from infrastructure.settings import StageSettings
from resolvers.api import FIELDS


class Api(Construct):
    """Cognito users by default; IAM for the fields that the schema opens to the backend."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: StageSettings,
        schema: Path,
        user_pool: aws_cognito.UserPool,
        resolvers: PythonFunction,
    ) -> None:
        super().__init__(scope, id)
        self._api = aws_appsync.GraphqlApi(
            self,
            "Api",
            name=Stack.of(self).stack_name,
            definition=aws_appsync.Definition.from_file(str(schema)),
            authorization_config=_authorization(user_pool),
            introspection_config=aws_appsync.IntrospectionConfig.ENABLED
            if stage.introspection
            else aws_appsync.IntrospectionConfig.DISABLED,
            query_depth_limit=stage.query_depth_limit,
            resolver_count_limit=stage.resolver_count_limit,
            xray_enabled=True,
        )
        self._cfn = cast("aws_appsync.CfnGraphQLApi", self._api.node.default_child)
        self._log(stage)
        self._resolve(resolvers)
        if stage.firewall:
            Firewall(self, "Firewall", api_arn=self._api.arn)

    @property
    def api_id(self) -> str:
        return self._api.api_id

    @property
    def graphql_url(self) -> str:
        return self._api.graphql_url

    @property
    def realtime_url(self) -> str:
        """By AppSync's documented rule: MiniStack does not know the attribute RealtimeUrl.

        https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html
        """
        url = Fn.join("appsync-realtime-api", Fn.split("appsync-api", self.graphql_url))
        return f"wss://{Fn.select(1, Fn.split('https://', url))}"

    def field_arn(self, type_name: str, field_name: str) -> str:
        return f"{self._api.arn}/types/{type_name}/fields/{field_name}"

    def _resolve(self, function: PythonFunction) -> None:
        source = aws_appsync.LambdaDataSource(
            self._api,
            "Resolvers",
            api=self._api,
            lambda_function=function,
            service_role=_invoking(self, function),
        )
        for field in FIELDS:
            source.create_resolver(
                f"{field.type_name}{field.field_name}",
                type_name=field.type_name,
                field_name=field.field_name,
                max_batch_size=field.max_batch_size or None,
            )

    def _log(self, stage: StageSettings) -> None:
        """Not with `log_config` of the CDK's construct, which adds a custom resource."""
        role = aws_iam.Role(
            self, "LogRole", assumed_by=aws_iam.ServicePrincipal("appsync.amazonaws.com")
        )
        log_group = logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/appsync/apis/{self.api_id}",  # AppSync's name for the group
            retention=stage.log_retention,
            removal_policy=stage.removal_policy,
        )
        log_group.grant_write(role)
        self._cfn.log_config = aws_appsync.CfnGraphQLApi.LogConfigProperty(
            cloud_watch_logs_role_arn=role.role_arn,
            field_log_level="ERROR",
            exclude_verbose_content=True,
        )
        acknowledge(
            self._api,
            "ASC3",
            because="What verbose content adds are users' headers, arguments and results:"
            " tokens, links and faces.",
        )


def _invoking(scope: Construct, function: PythonFunction) -> aws_iam.IRole:
    """The CDK would also allow every version and alias of the function."""
    role = aws_iam.Role(
        scope, "ResolversRole", assumed_by=aws_iam.ServicePrincipal("appsync.amazonaws.com")
    )
    invoke = ["lambda:InvokeFunction"]
    role.add_to_policy(aws_iam.PolicyStatement(actions=invoke, resources=[function.function_arn]))
    return role.without_policy_updates()


def _authorization(user_pool: aws_cognito.UserPool) -> aws_appsync.AuthorizationConfig:
    return aws_appsync.AuthorizationConfig(
        default_authorization=aws_appsync.AuthorizationMode(
            authorization_type=aws_appsync.AuthorizationType.USER_POOL,
            user_pool_config=aws_appsync.UserPoolConfig(
                user_pool=user_pool, default_action=aws_appsync.UserPoolDefaultAction.ALLOW
            ),
        ),
        additional_authorization_modes=[
            aws_appsync.AuthorizationMode(authorization_type=aws_appsync.AuthorizationType.IAM)
        ],
    )
