"""A schema with many types, and random operations and values."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from appsync_emulator.execution.sdl import build_api_schema
from graphql import GraphQLObjectType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appsync_tests.conftest import Shop, shop_with
from appsync_tests.documents import everything, selected_field, selections, value_of
from appsync_tests.sockets import connected
from appsync_tests.tokens import Pool
from appsync_tests.toy import PythonFunctions

SDL = Path(__file__).with_name("gallery.graphql").read_text()
SCHEMA = build_api_schema(SDL)


def object_type(name: str) -> GraphQLObjectType:
    found = SCHEMA.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


QUERY, MUTATION, EVENT = map(object_type, ("Query", "Mutation", "Change"))
SEEDS = st.integers(0, 2**32)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["items", "id", "regions", "photo", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
bounded = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Answers:
    """The functions' next answers: values that fit, unless `junk` is given."""

    def __init__(self) -> None:
        self._answer: Callable[[Any], Any] = lambda _: None

    def fit(self, seed: int) -> None:
        self._answer = lambda of: value_of(of, Random(seed))

    def junk(self, value: Any) -> None:
        self._answer = lambda _: value

    def function(self, of: Any) -> Callable[[Any], Any]:
        return lambda _event: self._answer(of)


ANSWERS = Answers()


@pytest.fixture(scope="module")
def gallery(pool: Pool) -> Iterator[Shop]:
    invoker = PythonFunctions(
        {
            f"{root}_{name}": ANSWERS.function(field.type)
            for root in (QUERY, MUTATION)
            for name, field in root.fields.items()
        }
    )
    with shop_with(pool, invoker, sdl=SDL) as served:
        yield served


@pytest.fixture(autouse=True)
def nothing_logged_as_error(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.ERROR] == []


@st.composite
def operations(draw: st.DrawFn) -> str:
    """Valid operations."""
    root, kind = draw(st.sampled_from([(QUERY, "query"), (MUTATION, "mutation")]))
    chosen = draw(st.lists(st.sampled_from(list(root.fields)), min_size=1, max_size=3))
    fields = [f"f{n}: {draw(selected_field(root, name))}" for n, name in enumerate(chosen)]
    return f"{kind} {{ {' '.join(fields)} }}"


@st.composite
def broken_operations(draw: st.DrawFn) -> str:
    """Valid operations in which some words are lost, doubled or replaced."""
    words = draw(operations()).split()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(words)))
        other = draw(
            st.sampled_from([*words, "url", "$v", "__schema", "{", "}", '"', "@skip", "..."])
        )
        words[place : place + draw(st.integers(0, 1))] = [other] * draw(st.integers(0, 2))
        words = words or ["{"]
    return " ".join(words)


def post(shop: Shop, query: str, variables: Any = None) -> httpx.Response:
    headers = {"authorization": shop.pool.token()}
    body = json.dumps({"query": query, "variables": variables})
    with httpx.Client(trust_env=False, timeout=30) as client:
        return client.post(shop.url, content=body, headers=headers)


@given(query=operations(), seed=SEEDS)
@bounded
def test_a_valid_operation_over_values_that_fit_has_no_errors(
    gallery: Shop, query: str, seed: int
) -> None:
    ANSWERS.fit(seed)

    response = post(gallery, query)

    assert response.status_code == 200
    assert response.json().keys() == {"data"}


@given(query=operations(), junk=JUNK)
@bounded
def test_a_valid_operation_over_junk_is_answered(gallery: Shop, query: str, junk: Any) -> None:
    ANSWERS.junk(junk)

    response = post(gallery, query)

    answer = response.json()
    assert response.status_code == 200
    for error in answer.get("errors", ()):
        assert error["path"][0] in query
        assert error["message"].startswith(("Can't ", "Cannot return null for non-nullable type"))


@given(query=broken_operations(), variables=JUNK, seed=SEEDS)
@bounded
def test_a_broken_operation_is_answered(
    gallery: Shop, query: str, variables: Any, seed: int
) -> None:
    ANSWERS.fit(seed)

    response = post(gallery, query, variables)

    assert response.status_code in (200, 400)
    assert response.json().keys() & {"data", "errors"}


@given(selection=selections(EVENT), seed=SEEDS)
@settings(bounded, max_examples=30)
def test_a_subscriber_receives_whatever_it_selects_of_a_whole_event(
    gallery: Shop, selection: str, seed: int
) -> None:
    ANSWERS.fit(seed)
    event = value_of(MUTATION.fields["publishChange"].type, Random(seed))
    publish = f'mutation {{ publishChange(change: "{{}}") {everything(EVENT)} }}'

    async def converse() -> dict[str, Any] | None:
        async with connected(gallery) as socket:
            owner = json.dumps(event["owner"] if event else "ana")
            await socket.subscribe(f"subscription {{ e: onChange(owner: {owner}) {selection} }}")
            await gallery.ask_signed(publish)
            return await socket.receive() if event else None

    delivered = asyncio.run(converse())

    assert delivered is None or delivered["payload"].keys() == {"data"}
