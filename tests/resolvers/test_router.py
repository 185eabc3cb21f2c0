import threading
from typing import Any

import pytest

from core.model.errors import FacegraphError, Forbidden, ImageNotFound
from resolvers.request import Request
from resolvers.router import InternalError, Router
from tests.support.builders import a_lambda_event, a_user

SECRET = "AKIAEXAMPLESECRET"


def a_router() -> Router:
    router = Router()

    @router.resolver("Query", "greeting")
    def greeting(request: Request, name_of_guest: str, excited: bool = False) -> str:
        return f"{request.caller.sub} greets {name_of_guest}{'!' if excited else ''}"

    @router.resolver("Image", "url")
    def url(request: Request) -> str:
        if request.source["id"] == "gone":
            raise ImageNotFound
        if request.source["id"] == "broken":
            raise OSError(SECRET)
        return f"https://example/{request.source['id']}"

    return router


def image_urls(*ids: str) -> list[dict[str, Any]]:
    return [a_lambda_event("Image", "url", source={"id": name}) for name in ids]


def test_resolver_gets_the_fields_arguments_by_snake_case_names() -> None:
    event = a_lambda_event(
        "Query", "greeting", {"nameOfGuest": "Ben", "excited": True}, identity=a_user("ana")
    )

    assert a_router().dispatch(event, "r1") == "ana greets Ben!"


def test_argument_that_was_left_out_has_its_default() -> None:
    event = a_lambda_event("Query", "greeting", {"nameOfGuest": "Ben"}, identity=a_user("ana"))

    assert a_router().dispatch(event, "r1") == "ana greets Ben"


def test_batch_is_answered_item_by_item_in_its_order() -> None:
    answer = a_router().dispatch(image_urls(*map(str, range(30))), "r1")

    assert answer == [{"data": f"https://example/{n}"} for n in range(30)]


def test_batch_is_resolved_side_by_side() -> None:
    everybody = threading.Barrier(10)
    router = Router()

    @router.resolver("Image", "faces")
    def faces(request: Request) -> bool:
        assert request.source
        return everybody.wait(20) >= 0

    events = [a_lambda_event("Image", "faces", source={"id": str(n)}) for n in range(10)]

    assert router.dispatch(events, "r1") == [{"data": True}] * 10


def test_failing_item_leaves_the_others_of_its_batch_alone() -> None:
    answer = a_router().dispatch(image_urls("a", "gone", "broken", "b"), "r7")

    assert answer == [
        {"data": "https://example/a"},
        {"data": None, "errorMessage": "no such image", "errorType": "ImageNotFound"},
        {
            "data": None,
            "errorMessage": "something went wrong on our side; request id r7",
            "errorType": "InternalError",
        },
        {"data": "https://example/b"},
    ]


def test_empty_batch_has_an_empty_answer() -> None:
    assert a_router().dispatch([], "r1") == []


def test_refusal_is_passed_on_as_it_is() -> None:
    (event,) = image_urls("gone")

    with pytest.raises(ImageNotFound, match="no such image"):
        a_router().dispatch(event, "r1")


def test_unexpected_error_becomes_an_internal_one_that_tells_nothing_but_the_request_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    (event,) = image_urls("broken")

    with pytest.raises(InternalError) as told:
        a_router().dispatch(event, "request-7")

    assert str(told.value) == "something went wrong on our side; request id request-7"
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    assert SECRET in caplog.text
    assert "request-7" in caplog.text


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"info": {"parentTypeName": "Query"}},
        a_lambda_event("Query", "unknown"),
        a_lambda_event("Query", "greeting", {"unknownArgument": 1}, identity=a_user()),
        a_lambda_event("Query", "greeting", identity=a_user()),
    ],
    ids=["empty", "half", "unknown field", "unknown argument", "missing argument"],
)
def test_event_that_appsync_would_never_send_is_an_internal_error(event: dict[str, Any]) -> None:
    with pytest.raises(InternalError):
        a_router().dispatch(event, "r1")


def test_routers_are_joined() -> None:
    router = Router()
    router.include(a_router())

    assert router.resolvers.keys() == {("Query", "greeting"), ("Image", "url")}


def test_every_error_of_the_api_has_a_code_of_its_own() -> None:
    codes = [error.__name__ for error in FacegraphError.__subclasses__()]

    assert len(codes) == len(set(codes))
    assert Forbidden.__name__ in codes
