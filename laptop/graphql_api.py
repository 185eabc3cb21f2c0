"""The deployed GraphQL API, on the AppSync data plane."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import boto3
from appsync_emulator import (
    AccessKey,
    KnownCredentials,
    LambdaEndpoint,
    LoopbackTls,
    create_app,
    read_api,
    serve,
)

from laptop.child_process import LOOPBACK
from laptop.ministack import ACCOUNT, CREDENTIALS, RoleSession
from schema.descriptions import with_descriptions
from schema.meanings import meanings


@contextmanager
def serving_api(
    session: boto3.Session,
    endpoint_url: str,
    api_id: str,
    port: int,
    tls: LoopbackTls,
    *,
    enforces_iam: bool,
) -> Iterator[None]:
    definition = read_api(
        session.client("appsync", endpoint_url=endpoint_url), api_id, cognito_endpoint=endpoint_url
    )
    # AppSync deploys a schema without descriptions; on the laptop, introspection answers with them.
    definition = replace(definition, sdl=with_descriptions(definition.sdl, meanings()))
    held = _role_keys(session, endpoint_url) if enforces_iam else [_function_key()]
    credentials = KnownCredentials([AccessKey.of(session, endpoint_url), *held])
    app = create_app(definition, LambdaEndpoint(session, endpoint_url), credentials)
    with serve(app, LOOPBACK, port, tls):
        yield


def _function_key() -> AccessKey:
    """The access key that MiniStack gives every function while it does not enforce IAM."""
    return AccessKey(
        access_key_id=ACCOUNT,
        secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        account_id=ACCOUNT,
        user_id=ACCOUNT,
        user_arn=f"arn:aws:iam::{ACCOUNT}:root",
    )


def _role_keys(session: boto3.Session, endpoint_url: str) -> Iterable[AccessKey]:
    client = session.client("lambda", endpoint_url=endpoint_url)
    for page in client.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            held = RoleSession.of_function(function["FunctionArn"], function["Role"])
            yield AccessKey(
                access_key_id=held.access_key_id,
                secret_access_key=held.secret_access_key,
                session_token=held.session_token,
                account_id=ACCOUNT,
                user_id=held.access_key_id,
                user_arn=held.arn,
            )
