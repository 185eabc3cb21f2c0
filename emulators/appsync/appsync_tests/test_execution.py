import asyncio
from typing import Any

import httpx
import pytest
from appsync_emulator import InvocationResult, Limits, Resolver
from appsync_emulator.execution.documents import GraphQLRequest
from appsync_emulator.execution.engine import Engine

from appsync_tests.conftest import OpenShop, Shop
from appsync_tests.toy import ALBUM, LambdaFault, an_api, functions, resolvers

ALBUMS = [ALBUM | {"id": f"a{n}"} for n in range(25)]


async def test_a_function_receives_the_whole_context(shop: Shop) -> None:
    query = """query Q($id: ID!) {
      album(id: $id) { ...F title }
    }
    fragment F on Album { id }"""
    variables = {"id": "a9", "of_no_use": 1}

    answer = await shop.ask(query, variables, groups=["staff"])

    [event] = shop.functions.events["Query_album"]
    headers = event["request"].pop("headers")
    identity = event.pop("identity")
    assert answer == {"data": {"album": {"id": "a9", "title": "Blue Train"}}}
    assert event == {
        "arguments": {"id": "a9"},
        "source": None,
        "request": {"domainName": None},
        "prev": None,
        "info": {
            "fieldName": "album",
            "parentTypeName": "Query",
            "variables": {"id": "a9", "of_no_use": 1},
            "selectionSetList": ["id", "title"],
            "selectionSetGraphQL": "{\n  ...F\n  title\n}",
        },
        "stash": {},
    }
    assert headers["host"] == shop.host
    assert identity["sub"] == "sub-ana"
    assert identity["username"] == "ana"
    assert identity["issuer"] == shop.pool.issuer
    assert identity["groups"] == ["staff"]
    assert identity["claims"]["token_use"] == "access"
    assert identity["sourceIp"] == ["127.0.0.1"]
    assert identity["defaultAuthStrategy"] == "ALLOW"


async def test_headers_are_lower_case_without_cookies_and_repeats_are_lists(shop: Shop) -> None:
    headers = [
        ("Authorization", shop.pool.token()),
        ("X-Tag", "one"),
        ("x-tag", "two"),
        ("Cookie", "secret=1"),
        ("X-Forwarded-For", "203.0.113.9, 198.51.100.7"),
    ]
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.post(shop.url, content='{"query": "{ everyone }"}', headers=headers)

    [event] = shop.functions.events["Query_everyone"]
    assert event["request"]["headers"]["x-tag"] == ["one", "two"]
    assert "cookie" not in event["request"]["headers"]
    assert event["identity"]["sourceIp"] == ["203.0.113.9", "198.51.100.7", "127.0.0.1"]


async def test_a_function_receives_the_signer_as_its_identity(shop: Shop) -> None:
    answer = await shop.ask_signed("{ backend }")

    [event] = shop.functions.events["Query_backend"]
    assert answer == {"data": {"backend": "for machines"}}
    assert event["identity"] == {
        "accountId": "111122223333",
        "cognitoIdentityPoolId": None,
        "cognitoIdentityId": None,
        "sourceIp": ["127.0.0.1"],
        "username": "AIDASHOP",
        "userArn": "arn:aws:iam::111122223333:user/shop",
        "cognitoIdentityAuthType": None,
        "cognitoIdentityAuthProvider": None,
    }


async def test_arguments_keep_omitted_and_null_apart_and_carry_defaults(shop: Shop) -> None:
    await shop.ask("{ albums { id } }")
    await shop.ask("{ albums(genre: null, first: 2) { id } }")
    await shop.ask("query ($g: Genre) { albums(genre: $g) { id } }")

    arguments = [event["arguments"] for event in shop.functions.events["Query_albums"]]
    assert arguments == [{"first": 10}, {"genre": None, "first": 2}, {"first": 10}]


async def test_arguments_may_be_named_like_anything(shop: Shop) -> None:
    await shop.ask('{ echo(source: "s", info: "i", input: {title: "t"}) }')

    [event] = shop.functions.events["Query_echo"]
    assert event["arguments"] == {
        "source": "s",
        "info": "i",
        "input": {"title": "t", "genre": "JAZZ"},
    }


async def test_a_nested_resolver_receives_its_parents_whole_result(open_shop: OpenShop) -> None:
    shop = open_shop(functions(Album_label=lambda event: {"id": 1, "name": event["source"]["id"]}))

    answer = await shop.ask("{ album(id: 5) { label { name } } }")

    [event] = shop.functions.events["Album_label"]
    assert answer["data"]["album"]["label"] == {"name": "5"}
    assert event["source"] == ALBUM | {"id": "5"}
    assert event["info"]["parentTypeName"] == "Album"


async def test_siblings_are_resolved_in_parallel(open_shop: OpenShop) -> None:
    meeting = asyncio.Barrier(2)

    async def meet(_event: Any) -> str:
        async with asyncio.timeout(10):
            await meeting.wait()
        return "met"

    shop = open_shop(functions(Query_everyone=meet, Query_echo=meet))

    answer = await shop.ask("{ everyone echo }")

    assert answer == {"data": {"everyone": "met", "echo": '"met"'}}


async def test_mutations_are_run_one_after_the_other(open_shop: OpenShop) -> None:
    running: list[str] = []

    async def put(event: Any) -> Any:
        running.append(f"start {event['arguments']['id']}")
        await asyncio.sleep(0)
        running.append(f"end {event['arguments']['id']}")
        return ALBUM

    shop = open_shop(functions(Mutation_putAlbum=put))

    await shop.ask("mutation { a: putAlbum(id: 1) { id } b: putAlbum(id: 2) { id } }")

    assert running == ["start 1", "end 1", "start 2", "end 2"]


async def test_values_of_an_interface_are_distinguished_by_their_typename(
    open_shop: OpenShop,
) -> None:
    found = [{"__typename": "Album", **ALBUM}, {"__typename": "Track", "id": 9, "seconds": 60}]
    shop = open_shop(functions(Query_search=lambda _: found))

    answer = await shop.ask(
        '{ search(text: "") { __typename id ... on Track { seconds } ... on Album { genre } } }'
    )

    assert answer["data"]["search"] == [
        {"__typename": "Album", "id": "a1", "genre": "JAZZ"},
        {"__typename": "Track", "id": "9", "seconds": 60},
    ]


async def test_values_of_a_union_are_distinguished_by_their_typename(open_shop: OpenShop) -> None:
    invoker = functions(
        Query_find=lambda _: [{"__typename": "Cat", "lives": 9}, {"__typename": "Dog", "tricks": 2}]
    )
    shop = open_shop(
        invoker,
        sdl="""
          type Query { find: [Pet] }
          union Pet = Cat | Dog
          type Cat { lives: Int }
          type Dog { tricks: Int }
        """,
        resolvers={("Query", "find"): Resolver("Query_find")},
    )

    answer = await shop.ask(
        "{ find { __typename ... on Cat { lives } ...D } } fragment D on Dog { tricks }"
    )

    assert answer == {
        "data": {"find": [{"__typename": "Cat", "lives": 9}, {"__typename": "Dog", "tricks": 2}]}
    }
    [event] = invoker.events["Query_find"]
    assert event["info"]["selectionSetList"] == ["__typename"]


async def test_a_batched_resolver_is_invoked_for_many_parents_at_once(open_shop: OpenShop) -> None:
    invoker = functions(
        Query_albums=lambda _: ALBUMS,
        Album_label=lambda events: [
            {"data": {"id": 1, "name": f"of {event['source']['id']}"}} for event in events
        ],
    )
    shop = open_shop(invoker, resolvers=resolvers(invoker, Album_label=10))

    answer = await shop.ask("{ albums { title label { name } tracks { id } } }")

    assert [len(batch) for batch in invoker.events["Album_label"]] == [10, 10, 5]
    assert [album["label"]["name"] for album in answer["data"]["albums"]] == [
        f"of a{n}" for n in range(25)
    ]


async def test_without_a_batch_size_every_parent_is_an_invocation(open_shop: OpenShop) -> None:
    invoker = functions(Query_albums=lambda _: ALBUMS, Album_label=lambda _: None)
    shop = open_shop(invoker)

    await shop.ask("{ albums { label { name } } }")

    assert len(invoker.events["Album_label"]) == 25


async def test_a_batch_does_not_reach_beyond_its_request(open_shop: OpenShop) -> None:
    invoker = functions(Album_label=lambda events: [None] * len(events))
    shop = open_shop(invoker, resolvers=resolvers(invoker, Album_label=10))

    await asyncio.gather(*(shop.ask("{ album(id: 1) { label { id } } }") for _ in range(4)))

    assert [len(batch) for batch in invoker.events["Album_label"]] == [1, 1, 1, 1]


async def test_mutations_are_never_batched(open_shop: OpenShop) -> None:
    invoker = functions()
    shop = open_shop(invoker, resolvers=resolvers(invoker, Mutation_putAlbum=10))

    answer = await shop.ask("mutation { putAlbum(id: 1) { id } }")

    assert answer == {"data": {"putAlbum": {"id": "1"}}}
    assert isinstance(invoker.events["Mutation_putAlbum"][0], dict)


async def test_items_of_a_batch_fail_one_by_one(open_shop: OpenShop) -> None:
    label = {"id": 1, "name": "Verve"}
    items = [
        {"data": label},
        None,
        {"data": {"id": 7}, "errorMessage": "gone", "errorType": "LabelGone"},
        label,  # not wrapped: an item without data
        {"errorMessage": "x", "errorType": "UnauthorizedException"},
    ]
    invoker = functions(Query_albums=lambda _: ALBUMS[:5], Album_label=lambda _: items)
    shop = open_shop(invoker, resolvers=resolvers(invoker, Album_label=10))

    answer = await shop.ask("{ albums { label { name } } }")

    labels = [album["label"] for album in answer["data"]["albums"]]
    assert labels == [{"name": "Verve"}, None, None, None, None]
    assert [
        (error["path"], error["errorType"], error["message"], error["data"])
        for error in answer["errors"]
    ] == [
        (["albums", 2, "label"], "LabelGone", "gone", {"id": 7}),
        (
            ["albums", 4, "label"],
            "UnauthorizedException",
            "You are not authorized to make this call.",
            None,
        ),
    ]


async def test_an_items_error_is_answered_without_data_that_cannot_be_written(
    open_shop: OpenShop,
) -> None:
    def endless(_event: Any) -> None:
        raise LambdaFault(InvocationResult(b'[{"data": 1e999, "errorMessage": "x"}]'))

    invoker = functions(Query_album=endless)
    shop = open_shop(invoker, resolvers=resolvers(invoker, Query_album=5))

    answer = await shop.ask("{ album(id: 1) { id } }")

    [error] = answer["errors"]
    assert (answer["data"], error["message"], error["data"]) == ({"album": None}, "x", None)


@pytest.mark.parametrize("returned", [[], [None] * 4, {"data": None}, None])
async def test_a_batch_answered_with_another_length_fails_as_a_whole(
    open_shop: OpenShop, returned: Any
) -> None:
    invoker = functions(Query_albums=lambda _: ALBUMS[:3], Album_label=lambda _: returned)
    shop = open_shop(invoker, resolvers=resolvers(invoker, Album_label=10))

    answer = await shop.ask("{ albums { id label { name } } }")

    assert [album["label"] for album in answer["data"]["albums"]] == [None] * 3
    assert len(answer["errors"]) == 3
    assert {error["errorType"] for error in answer["errors"]} == {"Lambda:IllegalBatchResponse"}


async def test_an_exception_fails_the_whole_batch(open_shop: OpenShop) -> None:
    def fail(_events: Any) -> None:
        raise KeyError("label")

    invoker = functions(Query_albums=lambda _: ALBUMS[:3], Album_label=fail)
    shop = open_shop(invoker, resolvers=resolvers(invoker, Album_label=2))

    answer = await shop.ask("{ albums { label { name } } }")

    assert [error["path"][1] for error in answer["errors"]] == [0, 1, 2]
    assert {error["errorType"] for error in answer["errors"]} == {"KeyError"}


async def test_a_resolver_that_takes_too_long_fails_alone(open_shop: OpenShop) -> None:
    async def never(_event: Any) -> None:
        await asyncio.Event().wait()

    shop = open_shop(functions(Query_everyone=never), limits=Limits(execution_s=0.2))

    answer = await shop.ask("{ everyone album(id: 1) { id } }")

    assert answer["data"] == {"everyone": None, "album": {"id": "1"}}
    [error] = answer["errors"]
    assert error["message"] == "Execution timed out."
    assert error["errorType"] == "Lambda:ExecutionTimeoutException"


async def test_a_mutation_is_not_sent_when_its_time_is_over(open_shop: OpenShop) -> None:
    async def never(_event: Any) -> None:
        await asyncio.Event().wait()

    shop = open_shop(functions(Mutation_removeAlbum=never), limits=Limits(execution_s=0.2))

    answer = await shop.ask("mutation { removeAlbum(id: 1) { id } putAlbum(id: 2) { id } }")

    assert answer["data"] == {"removeAlbum": None, "putAlbum": None}
    assert [error["errorType"] for error in answer["errors"]] == [
        "Lambda:ExecutionTimeoutException"
    ] * 2
    assert shop.functions.events["Mutation_putAlbum"] == []


async def test_other_requests_are_served_while_a_long_document_is_parsed(shop: Shop) -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    invoker = functions()
    reader = Engine(an_api(invoker, shop.pool.definition()), invoker).reader
    query = "{ " + "album(id: 1) { id title } " * 300 + "}"
    turning = asyncio.create_task(turn())
    await reader.read(GraphQLRequest(query, {}, None))
    turning.cancel()

    assert turns > 2  # before it was read, and after


async def test_fields_below_the_depth_limit_are_errors(open_shop: OpenShop) -> None:
    shop = open_shop(
        functions(Query_album=lambda _: ALBUM | {"next": ALBUM}), limits=Limits(query_depth=2)
    )

    answer = await shop.ask("{ album(id: 1) { id next { title } tracks { id } } }")

    assert answer["data"] == {"album": {"id": "a1", "next": {"title": None}, "tracks": None}}
    assert answer["errors"][0]["path"] == ["album", "next", "title"]
    assert answer["errors"][0]["errorType"] == "QueryDepthLimitReached"


async def test_resolvers_past_the_limit_are_not_run(open_shop: OpenShop) -> None:
    shop = open_shop(limits=Limits(resolver_count=2))

    answer = await shop.ask("{ a: everyone b: everyone c: everyone }")

    assert answer["data"] == {"a": "for all", "b": "for all", "c": None}
    assert answer["errors"][0]["errorType"] == "ResolverExecutionLimitReached"
    assert len(shop.functions.events["Query_everyone"]) == 2


async def test_introspection_answers_with_the_schema(shop: Shop) -> None:
    answer = await shop.ask('{ __type(name: "Rating") { fields { name } } __typename }')

    fields = [{"name": "id"}, {"name": "stars"}, {"name": "critic"}]
    assert answer == {"data": {"__type": {"fields": fields}, "__typename": "Query"}}


async def test_introspection_may_be_off(open_shop: OpenShop) -> None:
    shop = open_shop(introspection=False)

    answer = await shop.ask("{ __schema { types { name } } __typename }")
    plain = await shop.ask("{ __typename everyone }")

    assert answer["data"] is None
    assert "'__schema' in type 'Query' is undefined" in answer["errors"][0]["message"]
    assert plain == {"data": {"__typename": "Query", "everyone": "for all"}}
