from typing import Any

import pytest

from core.model.errors import FacegraphError, Forbidden, InvalidArgument, NotSignedIn
from core.model.wire import to_wire
from resolvers import events
from resolvers.router import Router
from tests.support.builders import a_lambda_event, a_user, an_event, the_backend


def publish(event: Any, identity: dict[str, Any] | None = None) -> Any:
    arguments = {"event": event}
    return Router(events.field).dispatch(
        a_lambda_event("Mutation", "publishImageEvent", arguments, identity or the_backend()), "r1"
    )


def subscribe(identity: dict[str, Any] | None, **arguments: Any) -> Any:
    return Router(events.field).dispatch(
        a_lambda_event("Subscription", "onImageEvent", arguments, identity), "r1"
    )


def test_subscribers_receive_the_published_event() -> None:
    assert publish(to_wire(an_event())) == to_wire(an_event())


@pytest.mark.parametrize("identity", [a_user(), a_user("root", "admins")])
def test_users_may_not_publish(identity: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        publish(to_wire(an_event()), identity)


@pytest.mark.parametrize(
    "event", [None, {}, [], "text", 5, to_wire(an_event()) | {"kind": "PENDING"}], ids=str
)
def test_value_that_is_not_an_event_is_not_published(event: Any) -> None:
    with pytest.raises(InvalidArgument, match="not an ImageEvent"):
        publish(event)


def test_member_that_events_do_not_have_reaches_no_subscriber() -> None:
    image = to_wire(an_event().image) | {"url": "https://secret"}

    answer = publish(to_wire(an_event()) | {"image": image, "token": "secret"})

    assert answer == to_wire(an_event())


@pytest.mark.parametrize("arguments", [{"owner": "ana"}, {"owner": "ana", "imageId": "x"}])
def test_user_may_subscribe_to_their_own_images(arguments: dict[str, Any]) -> None:
    assert subscribe(a_user("ana"), **arguments) is None


def test_admin_may_subscribe_to_the_images_of_every_owner() -> None:
    assert subscribe(a_user("root", "admins"), owner="ana") is None


@pytest.mark.parametrize(
    ("identity", "arguments", "refusal"),
    [
        (a_user("ben"), {"owner": "ana"}, Forbidden),
        (a_user("ben"), {"owner": "ana", "imageId": "x"}, Forbidden),
        (a_user("ben"), {"owner": ""}, Forbidden),
        (a_user("ana"), {"owner": "ana", "imageId": None}, InvalidArgument),
        (the_backend(), {"owner": "ana"}, NotSignedIn),
        (None, {"owner": "ana"}, NotSignedIn),
    ],
)
def test_subscription_to_images_of_another_owner_is_refused(
    identity: dict[str, Any] | None, arguments: dict[str, Any], refusal: type[FacegraphError]
) -> None:
    with pytest.raises(refusal):
        subscribe(identity, **arguments)
