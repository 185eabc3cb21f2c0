from typing import Any

import pytest
from appsync_emulator.execution.field_call import FieldCall
from appsync_emulator.execution.sdl import build_api_schema
from appsync_emulator.execution.selection import Selected
from graphql import GraphQLResolveInfo, graphql_sync

from appsync_tests.toy import SDL


def selected(query: str, **variables: Any) -> Selected:
    """Both forms of the selection of `query` below its first field."""
    found = []

    def resolve(_source: Any, info: GraphQLResolveInfo[Any], /, **_: Any) -> None:
        found.append(FieldCall.of(info).selected())

    result = graphql_sync(
        build_api_schema(SDL), query, field_resolver=resolve, variable_values=variables
    )
    assert not result.errors
    return found[0]


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        ("{ everyone }", []),
        ("{ album(id: 1) { id label { name } title } }", ["id", "label", "label/name", "title"]),
        ("{ album(id: 1) { a: title l: label { n: name } } }", ["a", "l", "l/n"]),
        ("{ album(id: 1) { id } album(id: 1) { title id } }", ["id", "title"]),
        ("{ album(id: 1) { label { id } label { name } } }", ["label", "label/id", "label/name"]),
        ("{ album(id: 1) { __typename ...F } } fragment F on Album { id }", ["__typename", "id"]),
        ("{ album(id: 1) { ... on Item { id } ... { title } } }", ["id", "title"]),
        (
            '{ search(text: "") { id ... on Track { seconds } ... on Item { title } } }',
            ["id", "title"],
        ),
        ("{ album(id: 1) { related { id ... on Album { plays } } } }", ["related", "related/id"]),
        ("{ album(id: 1) { id @skip(if: true) title @include(if: false) plays } }", ["plays"]),
        ("{ album(id: 1) { id @skip(if: false) title @include(if: true) } }", ["id", "title"]),
    ],
)
def test_lists_what_is_selected_below_the_field(query: str, paths: list[str]) -> None:
    assert selected(query).paths == paths


@pytest.mark.parametrize(("wanted", "paths"), [(True, ["id", "title"]), (False, ["id"])])
def test_variables_decide_what_is_included(wanted: bool, paths: list[str]) -> None:
    query = "query ($t: Boolean!) { album(id: 1) { id ... @include(if: $t) { title } } }"

    assert selected(query, t=wanted).paths == paths


def test_prints_the_selection_as_written() -> None:
    query = "{ album(id: 1) { a: title ...F label { id } } } fragment F on Album { id }"

    assert selected(query).text == "{\n  a: title\n  ...F\n  label {\n    id\n  }\n}"


def test_prints_nothing_for_a_leaf() -> None:
    assert selected("{ everyone }").text == ""
