from typing import Any

import pytest
from appsync_emulator.realtime.filters import matches
from appsync_emulator.realtime.selected_events import Selection

from appsync_tests.conftest import OpenShop, Shop
from appsync_tests.sockets import Socket, connected
from appsync_tests.toy import ALBUM, functions

FIELDS = "id title genre plays sold extra"


async def put(shop: Shop, selection: str = FIELDS) -> dict[str, Any]:
    return await shop.ask(f'mutation {{ putAlbum(id: "a1") {{ {selection} }} }}')


async def delivered(socket: Socket) -> dict[str, Any]:
    message = await socket.receive()
    assert message["type"] == "data", message
    payload: dict[str, Any] = message["payload"]
    return payload


async def test_a_subscriber_receives_a_successful_mutation(shop: Shop) -> None:
    async with connected(shop) as socket:
        await socket.subscribe(f"subscription {{ onAlbum {{ {FIELDS} }} }}", id="7")
        await put(shop)
        message = await socket.receive()

    assert message == {
        "type": "data",
        "id": "7",
        "payload": {
            "data": {
                "onAlbum": {
                    "id": "a1",
                    "title": "Blue Train",
                    "genre": "JAZZ",
                    "plays": 7,
                    "sold": False,
                    "extra": '{"vinyl":true}',
                }
            }
        },
    }


async def test_a_field_that_the_mutation_did_not_select_is_null(shop: Shop) -> None:
    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { id title plays } }")
        await put(shop, "id title genre")

        assert await delivered(socket) == {
            "data": {"onAlbum": {"id": "a1", "title": "Blue Train", "plays": None}}
        }


async def test_a_non_null_field_that_the_mutation_did_not_select_is_an_error(shop: Shop) -> None:
    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { id title } }")
        await put(shop, "title")

        assert await delivered(socket) == {
            "data": {"onAlbum": None},
            "errors": [
                {
                    "path": ["onAlbum", "id"],
                    "locations": None,
                    "message": "Cannot return null for non-nullable type: 'ID' within parent "
                    "'Album' (/onAlbum/id)",
                }
            ],
        }


async def test_the_subscribers_own_aliases_are_used_and_not_those_of_the_mutation(
    open_shop: OpenShop,
) -> None:
    album = ALBUM | {"tracks": [{"id": 1, "title": "Moment's Notice", "seconds": 550}]}
    shop = open_shop(functions(Mutation_putAlbum=lambda _: album))
    subscription = """subscription S {
      received: onAlbum { ...F songs: tracks { length: seconds title } }
    }
    fragment F on Album { key: id __typename name: title }"""

    async with connected(shop) as socket:
        await socket.subscribe(subscription)
        await shop.ask(
            "mutation { done: putAlbum(id: 1) { n: title title: id id t: tracks { seconds } } }"
        )

        assert await delivered(socket) == {
            "data": {
                "received": {
                    "key": "a1",
                    "__typename": "Album",
                    "name": "Blue Train",
                    "songs": [{"length": 550, "title": None}],
                }
            }
        }


@pytest.mark.parametrize(
    "selected",
    [
        "tracks { id title seconds } short: tracks { id } label { id name } l: label { id }",
        "short: tracks { id } tracks { id title seconds } l: label { id } label { id name }",
        "a: tracks { id title } b: tracks { seconds } c: label { id } d: label { name }",
    ],
)
async def test_a_selection_that_the_mutation_splits_is_delivered_whole(
    open_shop: OpenShop, selected: str
) -> None:
    whole = {
        "tracks": [{"id": "t1", "title": "Moment's Notice", "seconds": 550}],
        "label": {"id": "l1", "name": "Blue Note"},
    }
    shop = open_shop(functions(Mutation_putAlbum=lambda _: ALBUM | whole))

    async with connected(shop) as socket:
        await socket.subscribe(
            "subscription { onAlbum { tracks { id title seconds } label { id name } } }"
        )
        await shop.ask(f"mutation {{ putAlbum(id: 1) {{ id {selected} }} }}")

        assert await delivered(socket) == {"data": {"onAlbum": whole}}


async def test_objects_of_an_interface_keep_their_type(open_shop: OpenShop) -> None:
    related = [{"__typename": "Track", "id": 1, "seconds": 5}, {"__typename": "Album", "id": 2}]
    shop = open_shop(functions(Mutation_putAlbum=lambda _: ALBUM | {"related": related}))

    async with connected(shop) as socket:
        await socket.subscribe(
            "subscription { onAlbum { related { id __typename ... on Track { seconds } } } }"
        )
        await put(shop, "related { id ... on Track { seconds } }")

        assert await delivered(socket) == {
            "data": {
                "onAlbum": {
                    "related": [
                        {"id": "1", "__typename": "Track", "seconds": 5},
                        {"id": "2", "__typename": "Album"},
                    ]
                }
            }
        }


async def test_an_object_of_which_only_the_type_was_selected_keeps_it(open_shop: OpenShop) -> None:
    related = [{"__typename": "Track", "id": 1, "seconds": 5}]
    shop = open_shop(functions(Mutation_putAlbum=lambda _: ALBUM | {"related": related}))

    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { related { __typename title } } }")
        await put(shop, "related { kind: __typename }")

        assert await delivered(socket) == {
            "data": {"onAlbum": {"related": [{"__typename": "Track", "title": None}]}}
        }


async def test_resolvers_below_are_not_run_for_subscribers(open_shop: OpenShop) -> None:
    shop = open_shop(functions(Album_label=lambda _: {"id": 1, "name": "Verve"}))

    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { id label { name } } }")
        await put(shop, "id label { name }")
        selected = await delivered(socket)
        await put(shop, "id")
        unselected = await delivered(socket)

    assert selected["data"]["onAlbum"]["label"] == {"name": "Verve"}
    assert unselected["data"]["onAlbum"]["label"] is None
    assert len(shop.functions.events["Album_label"]) == 1


async def test_a_failed_or_empty_mutation_is_not_published(open_shop: OpenShop) -> None:
    def fail(_event: Any) -> None:
        raise KeyError("album")

    shop = open_shop(functions(Mutation_putAlbum=fail))

    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { id } }")
        failed = await put(shop)
        empty = await shop.ask("mutation { removeAlbum(id: 1) { id } }")

        assert await socket.silent()
    assert failed["errors"][0]["errorType"] == "KeyError"
    assert empty == {"data": {"removeAlbum": None}}


async def test_each_mutation_of_an_operation_is_published_in_order(shop: Shop) -> None:
    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { id } }", id="a")
        await socket.subscribe("subscription { onRating { id stars } }", id="r")
        await shop.ask(
            "mutation { x: putAlbum(id: 1) { id } rate(id: 2, stars: 5) { id stars } "
            "y: putAlbum(id: 3) { id } }"
        )
        messages = [await socket.receive() for _ in range(3)]

    assert [m["payload"]["data"] for m in messages if m["id"] == "a"] == [
        {"onAlbum": {"id": "1"}},
        {"onAlbum": {"id": "3"}},
    ]
    assert [m["payload"]["data"] for m in messages if m["id"] == "r"] == [
        {"onRating": {"id": "2", "stars": 5}}
    ]


async def test_a_mutation_by_a_machine_reaches_users(shop: Shop) -> None:
    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { id } }")
        await shop.ask_signed("mutation { putAlbum(id: 4) { id } }")

        assert await delivered(socket) == {"data": {"onAlbum": {"id": "4"}}}


async def test_directives_of_the_returned_type_hold_for_what_is_delivered(shop: Shop) -> None:
    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { id cost } }", id="user")
        signed = await socket.start_signed("subscription { onAlbum { id cost } }", id="machine")
        await shop.ask_signed("mutation { putAlbum(id: 1) { id cost } }")
        by_id = {m["id"]: m["payload"] for m in [await socket.receive(), await socket.receive()]}

    assert signed["type"] == "start_ack"
    assert by_id["machine"] == {"data": {"onAlbum": {"id": "1", "cost": 3.5}}}
    assert by_id["user"]["data"] == {"onAlbum": {"id": "1", "cost": None}}
    assert by_id["user"]["errors"][0]["message"] == "Not Authorized to access cost on type Album"


async def test_subscribers_with_the_same_request_receive_under_their_own_id_and_rights(
    shop: Shop,
) -> None:
    async with connected(shop) as first, connected(shop) as second:
        for socket, name in ((first, "1"), (first, 'quoted "2"'), (second, "1")):
            await socket.subscribe("subscription { onAlbum { id cost } }", id=name)
        await second.start_signed("subscription { onAlbum { id cost } }", id="machine")
        await shop.ask_signed("mutation { putAlbum(id: 1) { id cost } }")
        received = [
            (m["id"], m["payload"]["data"]["onAlbum"]["cost"])
            for m in [await socket.receive() for socket in (first, first, second, second)]
        ]

    assert received == [("1", None), ('quoted "2"', None), ("1", None), ("machine", 3.5)]


async def test_stopping_a_subscription_leaves_others_with_the_same_request_open(shop: Shop) -> None:
    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { id } }", id="1")
        await socket.subscribe("subscription { onAlbum { id } }", id="2")
        await socket.send({"type": "stop", "id": "1"})
        assert await socket.receive() == {"type": "complete", "id": "1"}
        await put(shop)

        assert (await socket.receive())["id"] == "2"
        assert await socket.silent()


async def test_subscribers_whose_requests_only_look_the_same_receive_their_own(
    open_shop: OpenShop,
) -> None:
    """A lone surrogate is written as "?", but it is not a "?"."""
    shop = open_shop(functions(Mutation_putAlbum=lambda _: {"id": "a1", "title": "?"}))
    query = "subscription ($t: String) { onAlbum(title: $t) { id } }"

    async with connected(shop) as socket:
        await socket.subscribe(query, {"t": "\ud800"}, id="odd")
        await socket.subscribe(query, {"t": "?"}, id="plain")
        await shop.ask("mutation { putAlbum(id: 1) { id title } }")

        assert (await socket.receive())["id"] == "plain"
        assert await socket.silent()


async def test_a_failed_delivery_affects_neither_the_mutation_nor_other_subscribers(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    payload = Selection.payload

    def fail_for_titles(selection: Selection, engine: Any, value: Any) -> str:
        if "title" in selection.data:
            raise RecursionError
        return payload(selection, engine, value)

    monkeypatch.setattr(Selection, "payload", fail_for_titles)
    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { title } }", id="failing")
        await socket.subscribe("subscription { onAlbum { id } }", id="other")
        answer = await shop.ask("mutation { putAlbum(id: 1) { id title } }")

        assert (await socket.receive())["id"] == "other"
        assert await socket.silent()
    assert answer == {"data": {"putAlbum": {"id": "1", "title": "Blue Train"}}}
    assert [r.message for r in caplog.records] == ["A delivery failed inside the emulator"]


@pytest.mark.parametrize(
    ("arguments", "variables", "received"),
    [
        ('(id: "a1")', {}, True),
        ('(id: "a2")', {}, False),
        ('(id: "a1", genre: JAZZ)', {}, True),
        ('(id: "a1", genre: ROCK)', {}, False),
        ("(plays: 7)", {}, True),
        ("(sold: false)", {}, True),
        ("(sold: null)", {}, False),
        ("(id: $id)", {}, True),
        ("(id: $id)", {"id": None}, False),
        ("(id: $id)", {"id": "a1"}, True),
        ("(id: $id)", {"id": "a2"}, False),
    ],
)
async def test_arguments_filter_what_is_delivered(
    shop: Shop, arguments: str, variables: dict[str, Any], received: bool
) -> None:
    declared = "($id: ID)" if "$id" in arguments else ""

    async with connected(shop) as socket:
        await socket.subscribe(
            f"subscription S{declared} {{ onAlbum{arguments} {{ id }} }}", variables
        )
        await put(shop)

        if received:
            assert await delivered(socket) == {"data": {"onAlbum": {"id": "a1"}}}
        assert await socket.silent()


async def test_an_argument_of_null_matches_a_field_that_is_null_or_not_selected(
    open_shop: OpenShop,
) -> None:
    shop = open_shop(functions(Mutation_putAlbum=lambda _: ALBUM | {"title": None}))

    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum(title: null, plays: null) { id } }")
        await put(shop, "id title plays")
        await put(shop, "id title")

        assert await delivered(socket) == {"data": {"onAlbum": {"id": "a1"}}}
        assert await socket.silent()


@pytest.mark.parametrize(
    ("arguments", "published", "wanted"),
    [
        ({}, {"id": "1"}, True),
        ({}, [1], True),
        ({"id": "1"}, {"id": "1"}, True),
        ({"id": "1"}, {"id": "2"}, False),
        ({"id": "1"}, {}, False),  # the mutation did not select it
        ({"id": "1"}, {"id": None}, False),
        ({"id": None}, {"id": None}, True),
        ({"id": None}, {}, True),
        ({"id": None}, {"id": "1"}, False),
        ({"plays": 1}, {"plays": True}, False),
        ({"plays": 1.0}, {"plays": 1}, True),
        ({"sold": False}, {"sold": 0}, False),
        ({"id": "1"}, [{"id": "1"}], False),
        ({"tags": ["a"]}, {"tags": ["a"]}, True),
    ],
)
def test_an_event_matches_when_every_argument_equals_its_field(
    arguments: Any, published: Any, wanted: bool
) -> None:
    assert matches(arguments, published) is wanted


async def test_the_fields_resolver_runs_once_and_only_at_the_start(open_shop: OpenShop) -> None:
    shop = open_shop(functions(Subscription_onAlbum=lambda _: None))

    async with connected(shop) as socket:
        await socket.subscribe('subscription { onAlbum(id: "a1") { id title } }')
        for _ in range(2):
            await put(shop)
            await delivered(socket)

    [event] = shop.functions.events["Subscription_onAlbum"]
    assert event["arguments"] == {"id": "a1"}
    assert event["identity"]["sub"] == "sub-ana"
    assert event["source"] is None
    assert event["info"]["parentTypeName"] == "Subscription"
    assert event["info"]["selectionSetList"] == ["id", "title"]


async def test_a_resolver_that_raises_refuses_the_subscription(open_shop: OpenShop) -> None:
    class Forbidden(Exception):
        pass

    def refuse(_event: Any) -> None:
        raise Forbidden("not your album")

    shop = open_shop(functions(Subscription_onAlbum=refuse))

    async with connected(shop) as socket:
        answer = await socket.start("subscription { onAlbum { id } }", id="5")
        await put(shop)

        assert await socket.silent()
    errors = [{"errorType": "Forbidden", "message": "not your album"}]
    assert answer == {"type": "error", "id": "5", "payload": {"errors": errors}}


async def test_the_result_of_a_subscriptions_resolver_is_not_delivered(open_shop: OpenShop) -> None:
    shop = open_shop(functions(Subscription_onAlbum=lambda _: ALBUM))

    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { id } }")

        assert await socket.silent()


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (
            {"title": "no id"},
            "Cannot return null for non-nullable type: 'ID' within parent 'Album' (/onAlbum/id)",
        ),
        ("yes", "Can't resolve value (/onAlbum) : type mismatch error, expected type OBJECT"),
    ],
)
async def test_the_result_of_a_subscriptions_resolver_must_fit_the_selection(
    open_shop: OpenShop, returned: Any, message: str
) -> None:
    shop = open_shop(functions(Subscription_onAlbum=lambda _: returned))

    async with connected(shop) as socket:
        answer = await socket.start("subscription { onAlbum { id } }")
        await put(shop)

        assert await socket.silent()
    assert answer["type"] == "error"
    assert [list(error) for error in answer["payload"]["errors"]] == [["message"]]
    assert message in answer["payload"]["errors"][0]["message"]
