"""An API that admits every mode, with a field for each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from appsync_emulator import ApiKey, ApiKeys, Iam, LambdaAuthorizer

from appsync_tests.toy import REGION

SDL = """
type Query {
  keyed: String @aws_api_key
  judged: String @aws_lambda
  signed: String @aws_iam
  named: String @aws_cognito_user_pools
  any: String @aws_api_key @aws_lambda @aws_iam @aws_cognito_user_pools @aws_oidc
  secret: String @aws_lambda @aws_api_key
  thing: Thing @aws_api_key @aws_lambda
}
type Thing @aws_api_key @aws_lambda { id: ID price: Int owned: Boolean @aws_lambda }
type Mutation { put(id: ID): Thing @aws_api_key @aws_lambda @aws_iam @aws_cognito_user_pools }
type Subscription {
  onPut: Thing @aws_subscribe(mutations: ["put"]) @aws_api_key @aws_lambda
  onJudged: Thing @aws_subscribe(mutations: ["put"]) @aws_lambda
}
"""
KEY = "da2-aaaaaaaaaaaaaaaaaaaaaaaaaa"
SECOND_KEY = "da2-bbbbbbbbbbbbbbbbbbbbbbbbbb"
EXPIRED_KEY = "da2-cccccccccccccccccccccccccc"
FIELDS = ("keyed", "judged", "signed", "named", "any", "secret")


def api_keys() -> ApiKeys:
    now = datetime.now(UTC)
    return ApiKeys(
        (
            ApiKey(KEY, now + timedelta(days=1)),
            ApiKey(SECOND_KEY, now + timedelta(days=365)),
            ApiKey(EXPIRED_KEY, now - timedelta(seconds=1)),
        )
    )


def judge(**members: Any) -> LambdaAuthorizer:
    return LambdaAuthorizer("judge", **members)


def additional_modes(**authorizer: Any) -> tuple[Any, ...]:
    return (Iam(REGION), api_keys(), judge(**authorizer))
