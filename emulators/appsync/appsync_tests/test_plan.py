"""Which operations have a plan, and which are left to graphql-core."""

import pytest
from appsync_emulator.execution.documents import GraphQLRequest, Operation, OperationReader
from appsync_emulator.execution.sdl import build_api_schema

from appsync_tests.toy import SDL


async def read(query: str) -> Operation:
    reader = OperationReader(build_api_schema(SDL), max_tokens=15_000, introspection=True)
    return await reader.read(GraphQLRequest(query, {"id": "a1"}, None))


def nested(levels: int) -> str:
    return "{ album(id: 1) " + "{ next " * (levels - 2) + "{ id }" + " }" * (levels - 1)


@pytest.mark.parametrize(
    "query",
    [
        "query ($id: ID!) { album(id: $id) { id title tracks { id seconds } } }",
        'mutation { putAlbum(id: 1, title: "t") { __typename id label { __typename name } } }',
        "{ album(id: 1) { ...F ... on Item { title } } } fragment F on Album { id }",
        nested(50),
    ],
)
async def test_a_document_without_decisions_has_a_plan(query: str) -> None:
    assert (await read(query)).plan


@pytest.mark.parametrize(
    "query",
    [
        "query ($id: ID!) { album(id: $id) { id @skip(if: false) } }",
        "{ album(id: 1) { ... @include(if: true) { id } } }",
        "{ album(id: 1) { ...F @skip(if: true) id } } fragment F on Album { title }",
        '{ search(text: "") { id } }',
        "{ __schema { queryType { name } } }",
        "subscription { onAlbum { id } }",
        nested(51),
        "{" + " ".join(f"a{n}: everyone" for n in range(301)) + "}",
    ],
)
async def test_graphql_core_executes_what_needs_decisions_or_is_large(query: str) -> None:
    assert (await read(query)).plan is None


async def test_each_operation_of_a_document_has_its_own_plan() -> None:
    reader = OperationReader(build_api_schema(SDL), max_tokens=15_000, introspection=True)
    query = "query A { everyone } query B { staff everyone }"

    plans = [(await reader.read(GraphQLRequest(query, {}, name))).plan for name in "ABA"]

    assert [[field.key for field in plan or ()] for plan in plans] == [
        ["everyone"],
        ["staff", "everyone"],
        ["everyone"],
    ]
    assert plans[0] is plans[2]
