"""The deployed API over HTTP, as a signed-in user."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from laptop.outputs import Outputs, User

_POLL_S = 0.02  # between an answer and the next query
_TIMEOUT_S = 60.0
_STATUS = "query ($id: ID!) { image(id: $id) { status } }"
_IMAGES = """query ($status: ImageStatus, $after: String) {
  images(status: $status, limit: 100, nextToken: $after) {
    items { id status faceCount analyzedAt }
    nextToken
  }
}"""


class ApiRefused(Exception):
    """GraphQL answered with errors; the text holds them."""


class NotAnalyzed(Exception):
    """An image did not become ANALYZED in time."""


@dataclass(frozen=True, slots=True)
class Api:
    http: httpx.Client
    url: str

    def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """Raises ApiRefused."""
        body = {"query": document, "variables": variables}
        answer = self.http.post(self.url, json=body).json()
        if answer.get("errors"):
            raise ApiRefused(str(answer["errors"]))
        data: dict[str, Any] = answer["data"]
        return data

    def wait_until_analyzed(self, image_id: str) -> float:
        """Returns when a query first showed ANALYZED, by time.perf_counter. Raises NotAnalyzed."""
        deadline = time.perf_counter() + _TIMEOUT_S
        while time.perf_counter() < deadline:
            image = self.ask(_STATUS, id=image_id)["image"]
            if image and image["status"] == "ANALYZED":
                return time.perf_counter()
            time.sleep(_POLL_S)
        raise NotAnalyzed(image_id)

    def images(self, status: str | None = None) -> Iterator[dict[str, Any]]:
        """All images of the user, page by page."""
        after = None
        while True:
            asked = {"after": after} | ({"status": status} if status else {})
            page = self.ask(_IMAGES, **asked)["images"]
            yield from page["items"]
            after = page["nextToken"]
            if after is None:
                return


@contextmanager
def api_of(outputs: Outputs, user: User) -> Iterator[Api]:
    headers = {"authorization": user.id_token}
    with httpx.Client(headers=headers, timeout=_TIMEOUT_S, trust_env=False) as http:
        yield Api(http, outputs.graphql_url)
