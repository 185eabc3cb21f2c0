from typing import Any

import pytest
from appsync_emulator import InvocationFailed, InvocationResult, Limits, Resolver

from appsync_tests.conftest import OpenShop, Shop
from appsync_tests.toy import ALBUM, LambdaFault, functions, resolvers


class AlbumNotFound(Exception):
    pass


class UnauthorizedException(Exception):
    pass


def failing(error: Exception) -> Any:
    def function(_event: Any) -> None:
        raise error

    return function


async def test_an_exception_of_a_function_keeps_its_name_and_text(open_shop: OpenShop) -> None:
    shop = open_shop(functions(Query_album=failing(AlbumNotFound("no album x"))))

    answer = await shop.ask("{\n  a: album(id: 1) { id }\n  everyone\n}")

    assert answer == {
        "data": {"a": None, "everyone": "for all"},
        "errors": [
            {
                "path": ["a"],
                "data": None,
                "errorType": "AlbumNotFound",
                "errorInfo": None,
                "locations": [{"line": 2, "column": 3, "sourceName": None}],
                "message": "no album x",
            }
        ],
    }


async def test_an_unauthorized_exception_loses_its_text(open_shop: OpenShop) -> None:
    shop = open_shop(functions(Query_album=failing(UnauthorizedException("ben may not"))))

    [error] = (await shop.ask("{ album(id: 1) { id } }"))["errors"]

    assert error["errorType"] == "UnauthorizedException"
    assert error["message"] == "You are not authorized to make this call."


async def test_a_returned_error_is_data(open_shop: OpenShop) -> None:
    returned = {"errorMessage": "no", "errorType": "No", "title": "Kind of Blue", "id": 1}
    shop = open_shop(functions(Query_album=lambda _: returned))

    answer = await shop.ask("{ album(id: 1) { title } }")

    assert answer == {"data": {"album": {"title": "Kind of Blue"}}}


@pytest.mark.parametrize(
    ("fault", "error_type", "message"),
    [
        (
            InvocationFailed("TooManyRequestsException", "Rate"),
            "Lambda:TooManyRequestsException",
            "Rate",
        ),
        (InvocationResult(b"{", None), "Lambda:Unhandled", "The function's answer is not JSON."),
        (
            InvocationResult(b'{"a": NaN}', None),
            "Lambda:Unhandled",
            "The function's answer is not JSON.",
        ),
        (InvocationResult(b'"text"', "Unhandled"), "Lambda:Unhandled", ""),
        (InvocationResult(b'{"errorMessage": "m"}', "Handled"), "Lambda:Unhandled", "m"),
    ],
)
async def test_a_function_that_does_not_answer_is_an_error(
    open_shop: OpenShop, fault: Any, error_type: str, message: str
) -> None:
    shop = open_shop(functions(Query_album=failing(LambdaFault(fault))))

    answer = await shop.ask("{ album(id: 1) { id } }")

    assert answer["data"] == {"album": None}
    assert answer["errors"][0]["errorType"] == error_type
    assert answer["errors"][0]["message"] == message


async def test_a_failure_inside_the_emulator_is_logged_and_not_answered(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    invoker = functions()
    shop = open_shop(invoker, resolvers=resolvers(invoker) | {("Album", "plays"): Resolver("lost")})

    answer = await shop.ask("{ album(id: 1) { id plays } }")

    [error] = answer["errors"]
    assert answer["data"] == {"album": {"id": "1", "plays": None}}
    assert (error["errorType"], error["message"]) == ("InternalFailure", "Internal Failure")
    assert "KeyError: 'lost'" in caplog.text


async def test_too_large_a_result_is_an_error(open_shop: OpenShop) -> None:
    shop = open_shop(
        functions(Query_everyone=lambda _: "x" * 100), limits=Limits(resolver_result_bytes=101)
    )

    answer = await shop.ask("{ everyone }")

    assert answer["data"] == {"everyone": None}
    assert answer["errors"][0]["errorType"] == "MappingTemplate"
    assert answer["errors"][0]["message"] == "Transformation too large"


async def test_a_variable_with_a_member_too_many_is_answered_without_a_place(shop: Shop) -> None:
    query = "query ($i: AlbumInput) { echo(input: $i) }"

    answer = await shop.ask(query, {"i": {"title": "t", "price": 1}})

    assert answer["errors"] == [
        {
            "path": None,
            "locations": None,
            "message": "The variables input contains a field that is not defined for input object "
            "type 'AlbumInput' ",
        }
    ]


@pytest.mark.parametrize(
    ("limits", "function", "error_type"),
    [
        (Limits(lambda_payload_bytes=100), "Query_everyone", "Lambda:RequestTooLargeException"),
        (Limits(lambda_payload_bytes=4000), "Query_everyone", "Function.ResponseSizeTooLarge"),
    ],
)
async def test_a_payload_over_lambdas_limit_is_an_error(
    open_shop: OpenShop, limits: Limits, function: str, error_type: str
) -> None:
    shop = open_shop(functions(**{function: lambda _: "x" * 5000}), limits=limits)

    answer = await shop.ask("{ everyone }")

    assert answer["data"] == {"everyone": None}
    assert answer["errors"][0]["errorType"] == error_type


async def test_null_in_a_non_null_field_empties_the_nearest_nullable_parent(
    open_shop: OpenShop,
) -> None:
    tracks = [{"id": "t1", "seconds": 3}, {"id": "t2"}]
    shop = open_shop(functions(Query_album=lambda _: ALBUM | {"tracks": tracks}))

    answer = await shop.ask("{ album(id: 1) { id tracks { seconds } } }")

    assert answer == {
        "data": {"album": {"id": "a1", "tracks": None}},
        "errors": [
            {
                "path": ["album", "tracks", 1, "seconds"],
                "locations": None,
                "message": "Cannot return null for non-nullable type: 'Int' within parent 'Track' "
                "(/album/tracks[1]/seconds)",
            }
        ],
    }


async def test_null_at_the_top_empties_the_data(shop: Shop) -> None:
    answer = await shop.ask("{ required { id } everyone }")

    assert answer["data"] is None
    assert answer["errors"][0]["message"] == (
        "Cannot return null for non-nullable type: 'Album' within parent 'Query' (/required)"
    )


@pytest.mark.parametrize(
    ("function", "value", "query", "message"),
    [
        (
            "Query_albums",
            {"items": []},
            "{ f: albums { id } }",
            "Can't resolve value (/f) : type mismatch error, expected type LIST, got OBJECT",
        ),
        (
            "Query_album",
            [ALBUM],
            "{ f: album(id: 1) { id } }",
            "Can't resolve value (/f) : type mismatch error, expected type OBJECT, got LIST",
        ),
        (
            "Query_album",
            "a1",
            "{ f: album(id: 1) { id } }",
            "Can't resolve value (/f) : type mismatch error, expected type OBJECT, got SCALAR",
        ),
        (
            "Query_search",
            [{"id": 1}],
            '{ f: search(text: "") { id } }',
            "Can't resolve '/f[0]'. Abstract type 'Item' must resolve to an Object type at runtime "
            "for field 'Query.search'. Could not determine the exact type of Item. "
            "Missing __typename key on value.'",
        ),
        (
            "Query_search",
            [{"__typename": "Label", "id": 1}],
            '{ f: search(text: "") { id } }',
            "Can't resolve '/f[0]'. Abstract type 'Item' must resolve to an Object type at runtime "
            "for field 'Query.search'. Could not determine the exact type of Item.",
        ),
        (
            "Query_search",
            ["a1"],
            '{ f: search(text: "") { id } }',
            "Could not determine the exact type of Item. Expected MAP/OBJECT type.'",
        ),
    ],
)
async def test_a_value_of_the_wrong_shape_is_an_error(
    open_shop: OpenShop, function: str, value: Any, query: str, message: str
) -> None:
    shop = open_shop(functions(**{function: lambda _: value}))

    answer = await shop.ask(query)

    [error] = answer["errors"]
    assert error["message"] == message
    assert error["locations"] is None
    assert "errorType" not in error


async def test_a_field_without_a_resolver_that_the_parent_lacks_is_null(
    open_shop: OpenShop,
) -> None:
    shop = open_shop(functions(Query_album=lambda _: {"id": 1}))

    answer = await shop.ask("{ album(id: 1) { id title label { name } } }")

    assert answer == {"data": {"album": {"id": "1", "title": None, "label": None}}}


async def test_an_unknown_field_is_answered_in_graphql_javas_words(shop: Shop) -> None:
    answer = await shop.ask("{ album(id: 1) { id artist } }")

    assert answer == {
        "data": None,
        "errors": [
            {
                "path": None,
                "locations": [{"line": 1, "column": 21, "sourceName": None}],
                "message": "Validation error of type FieldUndefined: Field 'artist' in type "
                "'Album' is undefined @ 'album/artist'",
            }
        ],
    }
    assert not any(shop.functions.events.values())


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "{ album(id: 1) }",
            "SubSelectionRequired: Sub selection required for type Album of field album @ 'album'",
        ),
        (
            "{ album(id: 1) { title { x } } }",
            "SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field title "
            "@ 'album/title'",
        ),
        (
            "{ album(id: 1, label: 2) { id } }",
            "UnknownArgument: Unknown field argument label @ 'album'",
        ),
        ("{ album { id } }", "MissingFieldArgument: Missing field argument id @ 'album'"),
        (
            "{ album(id: 1) { ...F } } fragment F on Album { artist }",
            "FieldUndefined: Field 'artist' in type 'Album' is undefined @ 'F/artist'",
        ),
    ],
)
async def test_other_misfits_are_answered_in_graphql_javas_words(
    shop: Shop, query: str, message: str
) -> None:
    answer = await shop.ask(query)

    assert [error["message"] for error in answer["errors"]] == [
        f"Validation error of type {message}"
    ]


async def test_an_argument_of_a_directive_that_is_unknown_is_answered_once(shop: Shop) -> None:
    answer = await shop.ask("{ everyone @include(if: true, unless: false) }")

    assert [error["message"] for error in answer["errors"]] == [
        "Unknown argument 'unless' on directive '@include'."
    ]


@pytest.mark.parametrize(
    ("query", "variables", "message"),
    [
        (
            "query ($i: AlbumInput) { echo(input: $i) }",
            {"i": {"title": None}},
            "Variable 'i' has coerced Null value for NonNull type 'String!'",
        ),
        (
            "query ($i: AlbumInput) { echo(input: $i) }",
            {"i": {}},
            "Variable 'i' has coerced Null value for NonNull type 'String!'",
        ),
        (
            "query ($i: AlbumInput) { echo(input: $i) }",
            {"i": {"title": 7}},
            "Variable 'title' has an invalid value. String cannot represent a non string value: 7",
        ),
        (
            "query ($id: ID!) { album(id: $id) { id } }",
            None,
            "Variable 'id' has coerced Null value for NonNull type 'ID!'",
        ),
        (
            "query ($id: ID!) { album(id: $id) { id } }",
            {"id": None},
            "Variable 'id' has coerced Null value for NonNull type 'ID!'",
        ),
        (
            "query ($dob: AWSDate) { echo(date: $dob) }",
            {"dob": "1.2.2003"},
            "Variable 'dob' has an invalid value. Unable to parse `1.2.2003` as a valid date.",
        ),
        ("{ everyone", None, "Syntax Error: Expected Name, found <EOF>."),
        ("{ everyone {} }", None, "Syntax Error: Expected Name, found '}'."),
        ("{" * 400, None, "Syntax Error: Expected Name, found '{'."),
        ("{a" * 1000, None, "Syntax Error: Document is nested too deeply. Parsing aborted."),
    ],
)
async def test_an_invalid_operation_is_not_run(
    shop: Shop, query: str, variables: Any, message: str
) -> None:
    answer = await shop.ask(query, variables)

    assert answer["data"] is None
    assert [error["message"] for error in answer["errors"]] == [message]
    assert all(error["path"] is None and error["locations"] for error in answer["errors"])
    assert not any(shop.functions.events.values())
