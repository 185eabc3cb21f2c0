"""AppSync's own directives and scalars, which its SDL uses without defining them."""

import json
from datetime import datetime
from typing import NewType

import strawberry
from strawberry.schema_directive import Location
from strawberry.types.scalar import ScalarDefinition

_OPENABLE = [Location.OBJECT, Location.FIELD_DEFINITION]


@strawberry.schema_directive(locations=_OPENABLE, name="aws_iam", print_definition=False)
class AwsIam:
    """Open to callers with IAM credentials."""


@strawberry.schema_directive(
    locations=_OPENABLE, name="aws_cognito_user_pools", print_definition=False
)
class AwsCognitoUserPools:
    """Open to users of the pool."""


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], name="aws_subscribe", print_definition=False
)
class AwsSubscribe:
    """Fed by these mutations."""

    mutations: list[str]


AWSDateTime = NewType("AWSDateTime", str)
AWSJSON = NewType("AWSJSON", object)


def _parse_datetime(text: str) -> str:
    datetime.fromisoformat(text)
    return text


SCALARS: dict[object, ScalarDefinition] = {
    AWSDateTime: strawberry.scalar(
        name="AWSDateTime",
        serialize=_parse_datetime,
        parse_value=_parse_datetime,
        print_definition=False,
    ),
    AWSJSON: strawberry.scalar(
        name="AWSJSON", serialize=json.dumps, parse_value=json.loads, print_definition=False
    ),
}
