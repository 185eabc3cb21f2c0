from typing import Any

import pytest

from core.model.caller import Caller
from core.model.errors import Forbidden, NotSignedIn
from resolvers.request import Backend, Request
from tests.support.builders import a_lambda_event, a_user, the_backend


def a_request(identity: dict[str, Any] | None, **event: Any) -> Request:
    return Request.parse(a_lambda_event("Query", "images", identity=identity, **event))


def test_caller_is_who_signed_in() -> None:
    assert a_request(a_user("ana")).caller == Caller(sub="ana")


def test_caller_is_an_admin_by_group() -> None:
    assert a_request(a_user("root", "staff", "admins")).caller == Caller(sub="root", is_admin=True)
    assert not a_request(a_user("ana", "administrators", "admin")).caller.is_admin


def test_caller_never_comes_from_arguments_or_source() -> None:
    claimed = {"sub": "ben", "groups": ["admins"], "identity": a_user("ben", "admins")}

    request = a_request(a_user("ana"), arguments=claimed, source=claimed)

    assert request.caller == Caller(sub="ana")


def test_claims_outside_the_identitys_own_give_no_admin_rights() -> None:
    identity = a_user("ana") | {"claims": {"sub": "ben", "cognito:groups": ["admins"]}}

    assert a_request(identity).caller == Caller(sub="ana")


@pytest.mark.parametrize(
    "identity", [None, {}, the_backend(), a_user() | {"sub": ""}, a_user() | {"sub": None}]
)
def test_request_without_a_user_has_no_caller(identity: dict[str, Any] | None) -> None:
    with pytest.raises(NotSignedIn):
        _ = a_request(identity).caller


def test_backend_is_a_role_that_signed_its_request() -> None:
    assert isinstance(a_request(the_backend()).backend, Backend)


@pytest.mark.parametrize(
    "identity",
    [None, {}, a_user(), a_user("root", "admins"), a_user() | the_backend()],
    ids=["no identity", "empty", "user", "admin", "user with an ARN"],
)
def test_caller_without_a_signed_request_is_not_the_backend(
    identity: dict[str, Any] | None,
) -> None:
    with pytest.raises(Forbidden):
        _ = a_request(identity).backend
