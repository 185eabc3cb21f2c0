"""The user pool: who may sign in."""

from aws_cdk import Duration, aws_cognito
from constructs import Construct

from core.model.caller import ADMINS_GROUP
from infrastructure.acknowledgement import acknowledge
from infrastructure.settings import StageSettings

_MIN_PASSWORD_LENGTH = 12


class Users(Construct):
    def __init__(self, scope: Construct, id: str, *, stage: StageSettings) -> None:
        super().__init__(scope, id)
        self.pool = aws_cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=aws_cognito.SignInAliases(username=True, email=True),
            sign_in_case_sensitive=False,
            account_recovery=aws_cognito.AccountRecovery.EMAIL_ONLY,
            password_policy=aws_cognito.PasswordPolicy(
                min_length=_MIN_PASSWORD_LENGTH,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
            ),
            deletion_protection=stage.retains_data,
            removal_policy=stage.removal_policy,
        )
        self._acknowledge()
        aws_cognito.CfnUserPoolGroup(
            self, "Admins", user_pool_id=self.pool.user_pool_id, group_name=ADMINS_GROUP
        )
        self.client = self.pool.add_client(
            "Client",
            auth_flows=aws_cognito.AuthFlow(user_password=True, user_srp=True),
            generate_secret=False,
            disable_o_auth=True,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            id_token_validity=Duration.hours(1),
            access_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
        )

    def _acknowledge(self) -> None:
        acknowledge(
            self.pool,
            "COG2",
            because="A second factor needs a way to enrol it, which belongs to the application"
            " that signs users in; this backend has none.",
        )
        acknowledge(
            self.pool,
            "COG8",
            because="The plus plan is paid by user and month: a choice of whoever runs a pool"
            " that is open to sign-ups, which this one is not.",
        )
