"""The laptop's users: two ordinary users and one admin."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.caller import ADMINS_GROUP
from laptop.outputs import User

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

# Public, and useful only for an emulator that listens on loopback.
PASSWORD = "Laptop-only-1"
NAMES = {"ana": (), "ben": (), "admin": (ADMINS_GROUP,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPool:
    client: "CognitoIdentityProviderClient"
    user_pool_id: str
    client_id: str

    def add_users(self) -> None:
        for name, groups in NAMES.items():
            self.add_user(name, groups)

    def add_user(self, name: str, groups: tuple[str, ...] = ()) -> None:
        self.client.admin_create_user(
            UserPoolId=self.user_pool_id, Username=name, MessageAction="SUPPRESS"
        )
        self.client.admin_set_user_password(
            UserPoolId=self.user_pool_id, Username=name, Password=PASSWORD, Permanent=True
        )
        for group in groups:
            self.client.admin_add_user_to_group(
                UserPoolId=self.user_pool_id, Username=name, GroupName=group
            )

    def sign_in_all(self) -> tuple[User, ...]:
        return tuple(self.sign_in(name, groups) for name, groups in NAMES.items())

    def sign_in(self, name: str, groups: tuple[str, ...] = ()) -> User:
        tokens = self.client.initiate_auth(
            ClientId=self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
        )["AuthenticationResult"]
        access_token = tokens["AccessToken"]
        attributes = self.client.get_user(AccessToken=access_token)["UserAttributes"]
        return User(
            username=name,
            password=PASSWORD,
            sub=next(a["Value"] for a in attributes if a["Name"] == "sub"),
            id_token=tokens["IdToken"],
            access_token=access_token,
            groups=groups,
        )
