"""Which failures are tried again, and which become an error message."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from facegraph.cli.api import Api
from facegraph.cli.failure import ApiRefused, CommandFailed, ExitCode, Unreachable
from facegraph.cli.sign_in.laptop import LaptopIdentity
from facegraph.cli.target import Target
from facegraph.pages import pages

from tests.cli.tokens import token

_TARGET = Target(
    name="the stack facegraph-prod",
    region="eu-west-1",
    graphql_url="https://api.test/graphql",
    realtime_url="wss://realtime.test/graphql",
    user_pool_id="pool",
    client_id="client",
)
_EMPTY: dict[str, Any] = {"data": {"images": {"items": [], "nextToken": None}}}


@dataclass
class Server:
    """Gives its answers in order, then repeats the last one."""

    answers: list[httpx.Response | Exception]
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(json.loads(request.content))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def _api(server: Server, patience_s: float = 5.0) -> Api:
    identity = LaptopIdentity(Path("outputs.json"), "ana", "owner", token())
    http = httpx.AsyncClient(transport=httpx.MockTransport(server))
    return Api(_TARGET, identity, http, patience_s)


def _refusal(error_type: str, message: str = "no") -> httpx.Response:
    errors = [{"errorType": error_type, "message": message}]
    return httpx.Response(200, json={"data": None, "errors": errors})


@pytest.mark.parametrize(
    "passing",
    [httpx.Response(503), httpx.Response(429), httpx.ReadTimeout("slow"), _refusal("ImageChanged")],
    ids=["503", "429", "timeout", "ImageChanged"],
)
async def test_passing_failure_is_tried_again(passing: httpx.Response | Exception) -> None:
    server = Server([passing, passing, httpx.Response(200, json=_EMPTY)])

    page = await _api(server).images()

    assert page.items == []
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("error_type", "exit_code"),
    [
        ("InvalidArgument", ExitCode.USAGE),
        ("Forbidden", ExitCode.NOT_ALLOWED),
        ("UnauthorizedException", ExitCode.NOT_ALLOWED),
        ("ImageNotFound", ExitCode.NOT_FOUND),
        ("SomethingNew", ExitCode.UNEXPECTED),
    ],
)
async def test_refusal_is_not_tried_again(error_type: str, exit_code: ExitCode) -> None:
    server = Server([_refusal(error_type)])

    with pytest.raises(ApiRefused) as refused:
        await _api(server).images()

    assert (refused.value.exit_code, refused.value.error_type) == (exit_code, error_type)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [httpx.ConnectError("refused"), httpx.Response(502), httpx.Response(200, text="<html>")],
    ids=["refused", "502", "html"],
)
async def test_api_that_does_not_answer_is_unreachable(answer: httpx.Response | Exception) -> None:
    with pytest.raises(Unreachable, match=r"https://api\.test/graphql"):
        await _api(Server([answer]), patience_s=0).images()


async def test_variables_that_are_not_given_are_not_sent() -> None:
    """AppSync would treat a null as a filter."""
    server = Server([httpx.Response(200, json=_EMPTY)])

    await _api(server).images(limit=3)

    assert server.asked[0]["variables"] == {"limit": 3}


async def test_token_is_read_again_when_it_is_about_to_expire(tmp_path: Path) -> None:
    old, new = token(lives_s=60), token(lives_s=3600)
    file = tmp_path / "outputs.json"
    users = [{"username": "ana", "sub": "owner", "idToken": new}]
    file.write_text(json.dumps({"users": users}))

    assert await LaptopIdentity(file, "ana", "owner", old).token() == new


async def test_malformed_token_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="damaged"):
        await LaptopIdentity(tmp_path / "outputs.json", "ana", "owner", "nonsense").token()


@dataclass(frozen=True)
class _Page:
    items: Sequence[int]
    next_token: str | None


@pytest.mark.parametrize(
    ("limit", "sizes", "found", "is_more"),
    [
        (None, [10, 10, 10], 25, False),
        (25, [10, 10, 5], 25, False),
        (12, [10, 2], 12, True),
        (100, [10, 10, 10], 25, False),
    ],
)
async def test_pages_are_requested_up_to_the_limit(
    limit: int | None, sizes: list[int], found: int, is_more: bool
) -> None:
    asked: list[int] = []

    async def ask(size: int, after: str | None) -> _Page:
        asked.append(size)
        start = int(after or 0)
        items = range(25)[start : start + size]
        return _Page(items, str(start + size) if start + size < 25 else None)

    got: list[int] = []
    more = True
    async for items, more in pages(ask, limit, page_size=10):  # noqa: B007
        got += items

    assert (got, asked, more) == (list(range(found)), sizes, is_more)
