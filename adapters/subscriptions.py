"""EventSink over AppSync: subscribers receive what the mutation publishImageEvent selects."""

import json
from dataclasses import dataclass
from functools import cache

import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import NoCredentialsError
from botocore.session import Session

from core.model.event import ImageEvent
from core.model.shape import Record, members_of, record_in
from core.model.wire import camel_case, to_wire

MUTATION = "publishImageEvent"
_TIMEOUT = urllib3.Timeout(connect=3, read=20)
# A kept-alive connection may have closed while Lambda was frozen, so retry once; subscribers
# deduplicate by event id.
_RECONNECT = urllib3.Retry(total=1, status=0, allowed_methods=None)
_JSON = {"content-type": "application/json"}


class PublishingRefused(Exception):
    """AppSync did not accept the event; the text is AppSync's own."""


@dataclass(frozen=True, slots=True)
class Subscriptions:
    session: Session
    http: urllib3.PoolManager
    graphql_url: str

    def publish(self, event: ImageEvent) -> None:
        """Raises PublishingRefused."""
        variables = {"event": json.dumps(to_wire(event), ensure_ascii=False)}
        body = json.dumps({"query": mutation_document(), "variables": variables})
        response = self.http.request(
            "POST",
            self.graphql_url,
            body=body.encode(),
            headers=self._signed(body),
            timeout=_TIMEOUT,
            retries=_RECONNECT,
            redirect=False,
        )
        _raise_for_errors(response.status, response.data)

    def _signed(self, body: str) -> dict[str, str]:
        request = AWSRequest("POST", self.graphql_url, headers=_JSON, data=body.encode())
        credentials = self.session.get_credentials()
        if credentials is None:
            raise NoCredentialsError
        region = self.session.get_config_variable("region")
        SigV4Auth(credentials, "appsync", region).add_auth(request)
        return dict(request.headers)


@cache
def mutation_document() -> str:
    """Selects every stored field: subscribers can receive only what this mutation selects."""
    selection = _selection(Record(ImageEvent))
    return f"mutation Publish($event: AWSJSON!) {{ {MUTATION}(event: $event) {selection} }}"


def _selection(record: Record) -> str:
    members = (_selected(name, record_in(shape)) for name, shape in members_of(record))
    return f"{{ {' '.join(members)} }}"


def _selected(name: str, inner: Record | None) -> str:
    return f"{camel_case(name)} {_selection(inner)}" if inner else camel_case(name)


def _raise_for_errors(status: int, body: bytes) -> None:
    try:
        errors = json.loads(body).get("errors")
    except (ValueError, AttributeError):
        raise PublishingRefused(f"HTTP {status}") from None
    if status != 200 or errors:
        reasons = [f"{e.get('errorType')}: {e.get('message')}" for e in errors or ()]
        raise PublishingRefused(f"HTTP {status} {'; '.join(reasons)}")
