import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

from core.model.caller import Caller
from core.model.errors import FacegraphError, Forbidden, ImageNotFound
from core.model.paging import Page
from resolvers.declaration import Fields, Query
from resolvers.router import InternalError, Router
from tests.support.builders import a_lambda_event, a_user

SECRET = "AKIAEXAMPLESECRET"


class Mood(StrEnum):
    FINE = "fine"


@dataclass(frozen=True)
class Photo:
    id: str


class Album:
    def link(self, id: str) -> str:
        if id == "gone":
            raise ImageNotFound
        if id == "broken":
            raise OSError(SECRET)
        return f"https://example/{id}"


def a_router() -> Router:
    field = Fields()

    @field(Query)
    def greeting(caller: Caller, /, name_of_guest: str, excited: bool = False) -> str:
        return f"{caller.sub} greets {name_of_guest}{'!' if excited else ''}"

    @field(Query)
    def moods(wanted: Mood | None = None, token: str | None = "left out") -> Page[Mood]:
        assert wanted is None or isinstance(wanted, Mood)
        return Page(items=(wanted,) if wanted else (), next_token=token)

    @field(Photo)
    def url(album: Album, photo: Photo, /) -> str:
        return album.link(photo.id)

    return Router(field, Album())


def ask(name: str, **arguments: Any) -> Any:
    event = a_lambda_event("Query", name, arguments, identity=a_user("ana"))
    return a_router().dispatch(event, "r1")


def photo_urls(*ids: str) -> list[dict[str, Any]]:
    return [a_lambda_event("Photo", "url", source={"id": name}) for name in ids]


def test_resolver_gets_the_fields_arguments_by_snake_case_names() -> None:
    assert ask("greeting", nameOfGuest="Ben", excited=True) == "ana greets Ben!"


def test_argument_that_was_left_out_has_its_default() -> None:
    assert ask("greeting", nameOfGuest="Ben") == "ana greets Ben"


def test_argument_that_is_null_is_none_and_not_the_default() -> None:
    assert ask("moods", token=None)["nextToken"] is None
    assert ask("moods")["nextToken"] == "left out"


def test_arguments_and_results_are_converted_to_the_declared_types_and_back() -> None:
    assert ask("moods", wanted="fine") == {"items": ["fine"], "nextToken": "left out"}


def test_batch_is_answered_item_by_item_in_its_order() -> None:
    answer = a_router().dispatch(photo_urls(*map(str, range(30))), "r1")

    assert answer == [{"data": f"https://example/{n}"} for n in range(30)]


def test_batch_is_resolved_in_parallel() -> None:
    all_running = threading.Barrier(10)
    field = Fields()

    @field(Photo)
    def met(photo: Photo, /) -> bool:
        assert photo.id
        return all_running.wait(20) >= 0

    events = [a_lambda_event("Photo", "met", source={"id": f"n{n}"}) for n in range(10)]

    assert Router(field).dispatch(events, "r1") == [{"data": True}] * 10


def test_failing_item_leaves_the_others_of_its_batch_alone() -> None:
    answer = a_router().dispatch(photo_urls("a", "gone", "broken", "b"), "r7")

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


def test_refusal_is_passed_on_unchanged() -> None:
    (event,) = photo_urls("gone")

    with pytest.raises(ImageNotFound, match="no such image"):
        a_router().dispatch(event, "r1")


def test_unexpected_error_becomes_an_internal_one_with_nothing_but_the_request_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    (event,) = photo_urls("broken")

    with pytest.raises(InternalError) as refusal:
        a_router().dispatch(event, "request-7")

    assert str(refusal.value) == "something went wrong on our side; request id request-7"
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__
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
        a_lambda_event("Query", "greeting", {"nameOfGuest": None}, identity=a_user()),
        a_lambda_event("Query", "moods", {"wanted": "unknown"}, identity=a_user()),
        a_lambda_event("Photo", "url", source={}),
    ],
    ids=[
        *("empty", "half", "unknown field", "unknown argument", "missing argument"),
        *("null argument", "unknown value", "no parent"),
    ],
)
def test_event_that_appsync_never_sends_is_an_internal_error(event: dict[str, Any]) -> None:
    with pytest.raises(InternalError):
        a_router().dispatch(event, "r1")


def test_every_error_of_the_api_has_a_code_of_its_own() -> None:
    codes = [error.__name__ for error in FacegraphError.__subclasses__()]

    assert len(codes) == len(set(codes))
    assert Forbidden.__name__ in codes
