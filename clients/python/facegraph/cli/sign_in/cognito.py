"""Sign-in with Amazon Cognito by SRP: the password is never sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from facegraph.cli.failure import CommandFailed, ExitCode, Unreachable
from facegraph.cli.target import Target

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

NewPassword = Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    id_token: str
    refresh_token: str


@dataclass(frozen=True, slots=True)
class UserPoolClient:
    target: Target

    def sign_in(self, name: str, password: str, new_password: NewPassword) -> Tokens:
        """`new_password` is called when Cognito requires a new one. Raises CommandFailed."""
        from pycognito.aws_srp import AWSSRP

        client, pool = self._client(), self.target.user_pool_id
        proof = AWSSRP(name, password, pool, self.target.client_id, client=client)
        parameters = proof.get_auth_params()

        def converse() -> dict[str, Any]:
            challenge = client.initiate_auth(
                AuthFlow="USER_SRP_AUTH",
                AuthParameters=parameters,
                ClientId=self.target.client_id,
            )
            answered: Any = client.respond_to_auth_challenge(
                ClientId=self.target.client_id,
                ChallengeName="PASSWORD_VERIFIER",
                ChallengeResponses=proof.process_challenge(
                    challenge["ChallengeParameters"], parameters
                ),
            )
            if answered.get("ChallengeName") == "NEW_PASSWORD_REQUIRED":
                answered = self._answer_with_new_password(client, name, answered, new_password)
            return dict(answered)

        answered = self._asked(converse)
        if "AuthenticationResult" not in answered:
            raise CommandFailed(
                ExitCode.NOT_ALLOWED,
                f"Cognito asks for {answered.get('ChallengeName')}, which this command line "
                "cannot answer: sign in as a user without it.",
            )
        result = answered["AuthenticationResult"]
        return Tokens(id_token=result["IdToken"], refresh_token=result["RefreshToken"])

    def renew(self, refresh_token: str) -> str:
        """A new ID token. Raises CommandFailed; NOT_ALLOWED means to sign in again."""
        answered = self._asked(
            lambda: self._client().initiate_auth(
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters={"REFRESH_TOKEN": refresh_token},
                ClientId=self.target.client_id,
            )
        )
        token: str = answered["AuthenticationResult"]["IdToken"]
        return token

    def revoke(self, refresh_token: str) -> None:
        self._asked(
            lambda: self._client().revoke_token(Token=refresh_token, ClientId=self.target.client_id)
        )

    def _answer_with_new_password(
        self,
        client: "CognitoIdentityProviderClient",
        name: str,
        challenge: dict[str, Any],
        new_password: NewPassword,
    ) -> Any:
        return client.respond_to_auth_challenge(
            ClientId=self.target.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": name, "NEW_PASSWORD": new_password()},
        )

    def _client(self) -> "CognitoIdentityProviderClient":
        """Requests are unsigned, so users need no AWS credentials."""
        import boto3
        from botocore import UNSIGNED
        from botocore.config import Config

        return boto3.client(
            "cognito-idp",
            region_name=self.target.region,
            endpoint_url=self.target.aws_endpoint,
            config=Config(signature_version=UNSIGNED),
        )

    def _asked(self, ask: Callable[[], Any]) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return ask()
        except ClientError as error:
            details = error.response["Error"]
            raise CommandFailed(
                ExitCode.NOT_ALLOWED,
                f"Cognito refuses: {details.get('Message', details['Code']).rstrip('.')}. "
                "Run `facegraph sign-in`.",
            ) from None
        except BotoCoreError as error:
            raise Unreachable(f"Cognito cannot be reached: {error}. {self.target.remedy}") from None
