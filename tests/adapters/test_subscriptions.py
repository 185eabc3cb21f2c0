import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3
from botocore.credentials import Credentials
from botocore.exceptions import NoCredentialsError
from botocore.session import Session, get_session

from adapters.subscriptions import PublishingRefused, Subscriptions
from core.model.wire import to_wire
from tests.adapters.appsync_endpoint import Endpoint, appsync_endpoint
from tests.support.builders import an_analyzed_image, an_event
from tests.support.simulated_aws import REGION

CREDENTIALS = Credentials("AKIDEXAMPLE", "secret", "session token")


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with appsync_endpoint(CREDENTIALS, REGION) as endpoint:
        yield endpoint


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(maxsize=10) as http:
        yield http


def a_session(credentials: Credentials | None = CREDENTIALS) -> Session:
    session = get_session()
    session.set_config_variable("region", REGION)
    if credentials:
        session.set_credentials(credentials.access_key, credentials.secret_key, credentials.token)
    return session


def subscriptions(endpoint: Endpoint, http: urllib3.PoolManager) -> Subscriptions:
    return Subscriptions(a_session(), http, endpoint.url)


def test_event_arrives_signed_and_whole(endpoint: Endpoint, http: urllib3.PoolManager) -> None:
    event = an_event(image=an_analyzed_image("uploads/ana/über 😀.jpg"))

    subscriptions(endpoint, http).publish(event)

    (request,) = endpoint.received
    assert endpoint.refused == 0
    assert request["query"].startswith("mutation Publish($event: AWSJSON!)")
    assert json.loads(request["variables"]["event"]) == to_wire(event)


def test_events_published_at_once_arrive_all(endpoint: Endpoint, http: urllib3.PoolManager) -> None:
    publisher = subscriptions(endpoint, http)
    events = [an_event(id=f"x-{number}") for number in range(20)]

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(publisher.publish, events))

    arrived = {json.loads(r["variables"]["event"])["id"] for r in endpoint.received}
    assert arrived == {event.id for event in events}


def test_signature_by_other_credentials_is_refused(
    endpoint: Endpoint, http: urllib3.PoolManager
) -> None:
    stranger = a_session(Credentials("AKIDEXAMPLE", "another secret", "session token"))

    with pytest.raises(PublishingRefused, match="HTTP 403 UnrecognizedClientException"):
        Subscriptions(stranger, http, endpoint.url).publish(an_event())

    assert (endpoint.received, endpoint.refused) == ([], 1)


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (
            200,
            b'{"data": null, "errors": [{"errorType": "Unauthorized", "message": "no"}]}',
            "HTTP 200 Unauthorized: no",
        ),
        (401, b'{"errors": [{"errorType": "X", "message": "y"}]}', "HTTP 401 X: y"),
        (400, b'{"errors": []}', "HTTP 400"),
        (500, b"<html>not JSON</html>", "HTTP 500"),
        (502, b"", "HTTP 502"),
        (200, b"null", "HTTP 200"),
        (200, b"[]", "HTTP 200"),
        (429, b"{}", "HTTP 429"),
    ],
)
def test_answer_that_is_no_success_is_an_error(
    endpoint: Endpoint, http: urllib3.PoolManager, status: int, answer: bytes, reason: str
) -> None:
    endpoint.status, endpoint.answer = status, answer

    with pytest.raises(PublishingRefused, match=reason):
        subscriptions(endpoint, http).publish(an_event())

    assert len(endpoint.received) == 1


def test_redirect_is_not_followed(endpoint: Endpoint, http: urllib3.PoolManager) -> None:
    endpoint.status, endpoint.headers = 307, {"location": endpoint.url}

    with pytest.raises(PublishingRefused, match="HTTP 307"):
        subscriptions(endpoint, http).publish(an_event())

    assert len(endpoint.received) == 1


def test_endpoint_that_does_not_answer_is_an_error(http: urllib3.PoolManager) -> None:
    nowhere = Subscriptions(a_session(), http, "http://127.0.0.1:9/graphql")

    with pytest.raises(urllib3.exceptions.HTTPError):
        nowhere.publish(an_event())


def test_event_is_not_sent_without_credentials(
    endpoint: Endpoint, http: urllib3.PoolManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = a_session(None)
    monkeypatch.setattr(session, "get_credentials", lambda: None)

    with pytest.raises(NoCredentialsError):
        Subscriptions(session, http, endpoint.url).publish(an_event())

    assert endpoint.received == []
