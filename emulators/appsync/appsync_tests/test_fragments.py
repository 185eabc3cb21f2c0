import json

import pytest
from appsync_emulator.execution.fragments import fields_written_out
from graphql import parse

from appsync_tests.conftest import Shop
from appsync_tests.sockets import connected


def doubling(steps: int, operation: str) -> str:
    """Each step selects the next one twice."""
    fragments = [
        f"fragment F{n} on Album {{ a: next {{ ...F{n + 1} }} b: next {{ ...F{n + 1} }} }}"
        for n in range(steps)
    ]
    return f"{operation} {{ ...F0 }} }} {' '.join(fragments)} fragment F{steps} on Album {{ id }}"


@pytest.mark.parametrize(
    ("document", "fields"),
    [
        ("{ a b { c } }", 3),
        ("{ a { ...F ... on X { b } } } fragment F on X { c d }", 4),
        ("query A { ...F } mutation B { ...F } fragment F on X { a { b } }", 4),
        (doubling(3, "{ a"), 1 + (2 + 4 + 8) + 8),
        (doubling(60, "{ a"), 1 + (2**61 - 2) + 2**60),
    ],
)
def test_fields_are_counted_as_if_fragments_were_written_out(document: str, fields: int) -> None:
    assert fields_written_out(parse(document)) == fields


async def test_a_query_that_fragments_make_too_long_is_refused_by_both_edges(shop: Shop) -> None:
    query, token = doubling(40, "{ album(id: 1)"), shop.pool.token()

    response = await shop.post(json.dumps({"query": query}), authorization=token)
    async with connected(shop) as socket:
        answered = await socket.start(doubling(40, "subscription { onAlbum"))

    refusal = {"errorType": "BadRequestException", "message": "Maximum char length exceeded"}
    assert response.status_code == 400
    assert response.json() == {"errors": [refusal]}
    assert answered == {"type": "error", "id": "1", "payload": {"errors": [refusal]}}
    assert not any(shop.functions.events.values())


async def test_fragments_that_are_spread_often_are_taken(shop: Shop) -> None:
    answer = await shop.ask(doubling(8, "{ album(id: 1)"))

    assert answer == {"data": {"album": {"a": None, "b": None}}}
