"""The base of every Lambda function in the stack."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from aws_cdk import Duration, aws_iam, aws_lambda
from aws_cdk import aws_logs as logs
from constructs import Construct

from adapters.settings import variable_name
from infrastructure.acknowledgement import acknowledge, acknowledge_wildcard
from infrastructure.bundle import Bundle
from infrastructure.settings import StageSettings
from infrastructure.wheels import LAMBDA_PYTHON

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class PythonFunction(aws_lambda.Function):
    """The function may write its log and its traces. `allow` grants every other right.

    `settings` become environment variables, under the names that the code reads.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        handler: str,
        bundle: Bundle,
        settings: "DataclassInstance",
        timeout: Duration,
        memory_mib: int,
        stage: StageSettings,
    ) -> None:
        log_group = logs.LogGroup(
            scope, f"{id}Log", retention=stage.log_retention, removal_policy=stage.removal_policy
        )
        role = aws_iam.Role(
            scope, f"{id}Role", assumed_by=aws_iam.ServicePrincipal("lambda.amazonaws.com")
        )
        with TemporaryDirectory() as folder:  # the CDK copies it
            bundle.build(stage.target, Path(folder))
            super().__init__(
                scope,
                id,
                handler=handler,
                code=aws_lambda.Code.from_asset(folder, asset_hash=bundle.digest(stage.target)),
                runtime=aws_lambda.Runtime(
                    f"python{LAMBDA_PYTHON}", aws_lambda.RuntimeFamily.PYTHON
                ),
                architecture=aws_lambda.Architecture.ARM_64,
                environment={variable_name(n): value for n, value in asdict(settings).items()},
                timeout=timeout,
                memory_size=memory_mib,
                tracing=aws_lambda.Tracing.ACTIVE,
                log_group=log_group,
                logging_format=aws_lambda.LoggingFormat.JSON,
                role=role,
            )
        log_group.grant_write(role)
        self._rights = role
        acknowledge_wildcard(role, "*", because="X-Ray's traces belong to no resource.")
        acknowledge(
            self,
            "L1",
            because="Bundles are built and measured for this Python; AWS supports it until 2029.",
        )

    def allow(
        self,
        *actions: str,
        on: str,
        conditions: Mapping[str, Mapping[str, Any]] | None = None,
        because: str | None = None,
    ) -> None:
        """`because`: the reason for a wildcard in `on`, which cdk-nag requires."""
        if because:
            acknowledge_wildcard(self._rights, on, because=because)
        self.add_to_role_policy(
            aws_iam.PolicyStatement(
                actions=list(actions), resources=[on], conditions=dict(conditions or {})
            )
        )
