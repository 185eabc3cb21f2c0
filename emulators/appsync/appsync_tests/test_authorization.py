from typing import Any

import pytest
from appsync_emulator import Iam, KnownCredentials, Resolver, UnsupportedApi, create_app

from appsync_tests.conftest import OpenShop, Shop
from appsync_tests.tokens import Pool
from appsync_tests.toy import REGION, an_api, functions

SOLE_MODE_SDL = """
type Query {
  open: String
  staff: String @aws_auth(cognito_groups: ["staff"])
  group: String @aws_cognito_user_pools(cognito_groups: ["staff"])
}
"""


def not_authorized(field: str, type_name: str) -> str:
    return f"Not Authorized to access {field} on type {type_name}"


async def test_a_field_closed_to_the_callers_mode_is_null_and_an_error(shop: Shop) -> None:
    answer = await shop.ask("{ everyone backend }")

    assert answer == {
        "data": {"everyone": "for all", "backend": None},
        "errors": [
            {
                "path": ["backend"],
                "data": None,
                "errorType": "Unauthorized",
                "errorInfo": None,
                "locations": [{"line": 1, "column": 12, "sourceName": None}],
                "message": not_authorized("backend", "Query"),
            }
        ],
    }
    assert not shop.functions.events["Query_backend"]


async def test_a_field_without_directive_is_the_default_modes_only(shop: Shop) -> None:
    as_user = await shop.ask("{ albums { id } }")
    as_machine = await shop.ask_signed("{ albums { id } everyone }")

    assert as_user == {"data": {"albums": [{"id": "a1"}]}}
    assert as_machine["data"] == {"albums": None, "everyone": "for all"}
    assert as_machine["errors"][0]["message"] == not_authorized("albums", "Query")


@pytest.mark.parametrize(
    ("groups", "allowed"),
    [(["staff"], True), (["owners", "x"], True), (["x"], False), ([], False), (None, False)],
)
async def test_a_field_for_groups_needs_one_of_them(
    shop: Shop, groups: list[str] | None, allowed: bool
) -> None:
    answer = await shop.ask("{ staff }", groups=groups)

    assert answer["data"] == {"staff": "for staff" if allowed else None}
    assert len(shop.functions.events["Query_staff"]) == allowed


async def test_a_field_directive_goes_before_that_of_its_type(shop: Shop) -> None:
    query = "mutation { putAlbum(id: 1) { title cost } }"

    as_user = await shop.ask(query)
    as_machine = await shop.ask_signed(query)

    assert as_user["data"]["putAlbum"] == {"title": "Blue Train", "cost": None}
    assert as_user["errors"][0]["message"] == not_authorized("cost", "Album")
    assert as_machine == {"data": {"putAlbum": {"title": "Blue Train", "cost": 3.5}}}


async def test_a_type_closed_to_the_mode_closes_the_fields_of_what_is_returned(
    open_shop: OpenShop,
) -> None:
    invoker = functions(Query_open=lambda _: {"id": 1, "n": 2})
    shop = open_shop(
        invoker,
        sdl="""
          type Query { open: Thing @aws_iam @aws_cognito_user_pools }
          type Thing { id: ID! n: Int }
        """,
        resolvers={("Query", "open"): Resolver("Query_open")},
    )

    closed = await shop.ask_signed("{ open { n } }")
    emptied = await shop.ask_signed("{ open { id } }")

    assert closed["data"] == {"open": {"n": None}}
    assert emptied["data"] == {"open": None}
    assert emptied["errors"][0]["message"] == not_authorized("id", "Thing")


async def test_aws_auth_stands_for_groups_where_cognito_is_the_sole_mode(
    open_shop: OpenShop,
) -> None:
    shop = open_shop(sdl=SOLE_MODE_SDL, resolvers={}, additional_auth=())

    outsider = await shop.ask("{ open staff }")
    insider = await shop.ask("{ open staff }", groups=["staff"])

    assert [error["path"] for error in outsider["errors"]] == [["staff"]]
    assert "errors" not in insider


async def test_a_pool_that_denies_by_default_opens_only_fields_for_groups(
    open_shop: OpenShop,
) -> None:
    shop = open_shop(
        sdl=SOLE_MODE_SDL,
        resolvers={},
        additional_auth=(),
        pool_members={"default_action": "DENY"},
    )

    answer = await shop.ask("{ open group }", groups=["staff"])

    assert [error["path"] for error in answer["errors"]] == [["open"]]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"sdl": SOLE_MODE_SDL, "additional_auth": (Iam(REGION),)}, "@aws_auth"),
        ({"sdl": "type Query { a: BigInt } scalar BigInt"}, "AppSync has no scalar BigInt"),
        ({"sdl": "type Query { a: Int } extend type Query { b: Int }"}, "no `extend`"),
        (
            {
                "sdl": "type Query { a: A } interface N { id: ID } "
                "interface A implements N { id: ID }"
            },
            "no interfaces of interfaces, as A has",
        ),
        ({"sdl": "type Query { a: Int @b } directive @b on FIELD_DEFINITION"}, "as @b is"),
        ({"sdl": "type Query { a: AWSThing } type AWSThing { b: Int }"}, "as AWSThing does"),
        ({"sdl": "type Query { a: Missing }"}, "Unknown type 'Missing'"),
        ({"sdl": "type Query {"}, "cannot be read"),
        ({"sdl": "type Thing { id: ID }"}, "Query root type must be provided"),
        (
            {
                "sdl": "type Query { a: Int } type Subscription "
                '{ onA: Int @aws_subscribe(mutations: ["gone"]) }'
            },
            "Subscription.onA names no mutation gone",
        ),
        (
            {
                "sdl": "type Query { a: Int } type Mutation { b: Int } type Subscription "
                '{ onB: String @aws_subscribe(mutations: ["b"]) }'
            },
            "Subscription.onB and b differ in type",
        ),
        (
            {
                "sdl": "type Query { a: Int } type Mutation { b: [Int!] } type Subscription "
                '{ onB: Int @aws_subscribe(mutations: ["b"]) }'
            },
            "Subscription.onB and b differ in type",
        ),
    ],
)
def test_an_api_that_cannot_be_served_is_refused(
    pool: Pool, members: dict[str, Any], reason: str
) -> None:
    invoker = functions()
    api = an_api(invoker, pool.definition(), **({"additional_auth": (), "resolvers": {}} | members))

    with pytest.raises(UnsupportedApi, match=reason):
        create_app(api, invoker, KnownCredentials())
