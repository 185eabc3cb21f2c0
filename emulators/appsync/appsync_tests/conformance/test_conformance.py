"""AppSync's answers, case by case: see README.md beside this file."""

import asyncio
import base64
import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from appsync_tests.conformance.cases import Case, all_cases, fits
from appsync_tests.conformance.target import URL, Target, our_target
from appsync_tests.tokens import Pool

CASES = all_cases()
_PATIENCE_S = 15


@pytest.fixture(scope="session")
def target(pool: Pool) -> Iterator[Target]:
    if URL in os.environ:
        yield Target.of_environment()
    else:
        with our_target(pool) as ours:
            yield ours


def test_each_case_has_a_unique_name_and_a_source() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.source for case in CASES)


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ({"a": [1, None]}, {"a": [1, None]}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ([1], [1, 2], False),
        (1, True, False),
        ("*", {"a": 1}, True),
        ({"a": "*"}, {}, False),
        ({"$json": {"a": 1}}, '{ "a": 1 }', True),
        ({"$json": {"a": 1}}, '{"a": 2}', False),
        ({"$json": {"a": 1}}, {"a": 1}, False),
    ],
)
def test_an_answer_fits_what_is_expected(expected: Any, found: Any, same: bool) -> None:
    assert fits(expected, found) is same


@pytest.mark.parametrize("case", [each for each in CASES if not each.frames], ids=lambda c: c.name)
async def test_over_http(target: Target, case: Case) -> None:
    _require_callers(target, {case.caller})

    response = await _send(target, case.caller, case.method, case.request, case.headers)

    answer = {
        "status": response.status_code,
        "headers": {
            name: response.headers[name]
            for name in case.response_headers
            if name in response.headers
        },
        "body": response.json(),
    }
    expected = {"status": case.status, "headers": case.response_headers, "body": case.body}
    _judge(target, case, expected, answer)


@pytest.mark.parametrize("case", [each for each in CASES if each.frames], ids=lambda c: c.name)
async def test_over_a_websocket(target: Target, case: Case) -> None:
    _require_callers(target, {case.caller, *_callers_in(case.frames)})
    encoded = base64.b64encode(
        json.dumps(target.authorization(case.caller, "/connect")).encode()
    ).decode()
    url = f"{target.realtime_url}?header={quote(encoded)}&payload=e30="

    async with connect(url, subprotocols=[Subprotocol("graphql-ws")], proxy=None) as websocket:
        for step in case.frames:
            await _take(step, target, case, websocket)


def _require_callers(target: Target, callers: set[str]) -> None:
    if missing := callers - target.callers.keys():
        pytest.skip(f"no credentials for {', '.join(missing)}")


def _callers_in(frames: list[dict[str, Any]]) -> set[str]:
    steps = [*(each.get("start") for each in frames), *(each.get("ask") for each in frames)]
    return {step.get("caller", "key") for step in steps if step}


async def _send(
    target: Target, caller: str, method: str, request: Any, headers: dict[str, str]
) -> httpx.Response:
    """`request` holds the parameters of a GET, or the body of a POST: an object, or plain text."""
    content = request if isinstance(request, str) else json.dumps(request)
    parameters, body = (request, "") if method == "GET" else (None, content)
    presented = {"content-type": "application/json"} | target.callers[caller](target.url, body)
    async with httpx.AsyncClient(trust_env=False, timeout=40) as client:
        return await client.request(
            method, target.url, params=parameters, content=body, headers=presented | headers
        )


async def _take(
    step: dict[str, Any], target: Target, case: Case, websocket: ClientConnection
) -> None:
    match step:
        case {"hello": message_type}:
            await websocket.send(json.dumps({"type": message_type}))
            assert (await _receive(websocket, {}))["type"] == "connection_ack"
        case {"send": message}:
            await websocket.send(json.dumps(message))
        case {"start": start}:
            await websocket.send(json.dumps(_start_message(target, start)))
        case {"ask": asked}:
            await asyncio.sleep(target.settling_s)
            request = {"query": asked["query"], "variables": asked.get("variables")}
            answered = await _send(target, asked.get("caller", "key"), "POST", request, {})
            assert answered.status_code == 200, answered.text
        case {"receive": expected}:
            _judge(target, case, expected, await _receive(websocket, expected))
        case {"quiet": seconds}:
            await _require_quiet(target, websocket, seconds)
        case {"closed": _}:
            with pytest.raises(ConnectionClosed):
                await _receive(websocket, {})
        case _:
            pytest.fail(f"{step} is no step")


def _start_message(target: Target, start: dict[str, Any]) -> dict[str, Any]:
    data = json.dumps({"query": start["query"], "variables": start.get("variables")})
    authorization = target.authorization(start.get("caller", "key"), body=data)
    payload = {"data": data, "extensions": {"authorization": authorization}}
    return {"id": start["id"], "type": "start", "payload": payload}


async def _receive(websocket: ClientConnection, expected: Any) -> Any:
    """The next message; skips a keep-alive unless it is expected."""
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            message = json.loads(await websocket.recv())
            if message["type"] != "ka" or expected == message:
                return message


async def _require_quiet(target: Target, websocket: ClientConnection, seconds: float) -> None:
    """Our server answers in order, so the answer to a query shows whether a message came before."""
    if target.is_ours:
        await websocket.send(json.dumps({"type": "stop", "id": "quiet"}))
        assert await _receive(websocket, {}) == {"type": "complete", "id": "quiet"}
    else:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(seconds):
                await _receive(websocket, {})


def _judge(target: Target, case: Case, expected: Any, found: Any) -> None:
    if case.choice and not target.is_ours and not fits(expected, found):
        pytest.xfail(f"AppSync chose otherwise: {found}")
    assert fits(expected, found), f"expected {expected}, found {found} ({case.source})"
