import json
from typing import Any

import pytest
from appsync_emulator.execution.scalars import SCALARS
from hypothesis import given, settings
from hypothesis import strategies as st

from appsync_tests.conftest import OpenShop, Shop
from appsync_tests.toy import functions

VALID: dict[str, list[Any]] = {
    "AWSDate": ["1970-01-01", "1970-01-01Z", "1970-01-01-07:00", "1970-01-01+05:30:15"],
    "AWSTime": ["12:30:00", "12:30:00.500", "12:30", "12:30:59Z", "12:30:00.1-07:00"],
    "AWSDateTime": [
        "1970-01-01T12:30:00Z",
        "1970-01-01T12:30:00.500Z",
        "1970-01-01T12:30:00-07:00",
        "1970-01-01T12:30:00.123456789+05:30:15",
    ],
    "AWSTimestamp": [0, -1, 1714000000, 2**40],
    "AWSEmail": ["a@b", "ana.b+tag@example.com"],
    "AWSPhone": ["+44 20 7946 0958", "206-555-0100", "206 555 0100", "+12065550100"],
    "AWSURL": ["https://a.example/b?c=//d", "mailto:ana@example.com", "http://[::1]:8080/"],
    "AWSIPAddress": ["1.2.3.4", "1.2.3.0/24", "::1", "fe80::/10"],
}
INVALID: dict[str, list[Any]] = {
    "AWSDate": ["1970-1-1", "1970-13-01", "1970-02-30", "01-01-1970", "1970-01-01+25:00", 1, ""],
    "AWSTime": ["24:00:00", "12:60:00", "1:30:00", "12:30:00.", "12:30:00 Z"],
    "AWSDateTime": ["1970-01-01T12:30:00", "1970-01-01 12:30:00Z", "1970-01-01T25:00:00Z", 0],
    "AWSTimestamp": ["0", 1.5, True, 2**63],
    "AWSEmail": ["a", "a@", "@b", "a b@c", 1],
    "AWSPhone": ["555-0100", "106-555-0100", "+1", "phone", "206--555-0100", 2065550100],
    "AWSURL": ["example.com", "https://a.example/b//c", "https:", "http://a b/", "http://[", 1],
    "AWSIPAddress": ["1.2.3", "1.2.3.256", "1.2.3.0/33", "1.2.3.0/255.0.0.0", "fe80::1%eth0"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in VALID.items() for v in vs])
def test_takes_and_gives_a_valid_value_unchanged(name: str, value: Any) -> None:
    assert SCALARS[name].read(value) == value
    assert SCALARS[name].write(value) == value


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in INVALID.items() for v in vs])
def test_refuses_an_invalid_value_both_ways(name: str, value: Any) -> None:
    with pytest.raises(Exception, match="Unable to parse"):
        SCALARS[name].read(value)
    with pytest.raises(Exception, match="Unable to serialize"):
        SCALARS[name].write(value)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
@settings(max_examples=50)
def test_json_is_text_for_the_client_and_a_value_for_the_resolver(value: Any) -> None:
    assert json.loads(SCALARS["AWSJSON"].write(value)) == value
    assert SCALARS["AWSJSON"].read(json.dumps(value)) == value


@pytest.mark.parametrize("text", ["", "unquoted", "{", "NaN", {"a": 1}, 1])
def test_a_text_that_is_not_json_is_refused(text: Any) -> None:
    with pytest.raises(Exception, match="Unable to parse"):
        SCALARS["AWSJSON"].read(text)


async def test_json_arrives_parsed_and_leaves_as_text(shop: Shop) -> None:
    query = 'query ($json: AWSJSON) { echo(json: $json, date: "2020-01-01") }'

    answer = await shop.ask(query, {"json": '{"a": [1, null]}'})

    [event] = shop.functions.events["Query_echo"]
    assert event["arguments"] == {"json": {"a": [1, None]}, "date": "2020-01-01"}
    assert event["info"]["variables"] == {"json": '{"a": [1, null]}'}
    assert json.loads(answer["data"]["echo"]) == event["arguments"]


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ('date: "today"', "Unable to parse `today` as a valid date."),
        ("seconds: 1.5", "Unable to parse `1.5` as a valid timestamp."),
        ("json: {a: 1}", "as a valid JSON."),
        ("int: 2147483648", "non 32-bit"),
    ],
)
async def test_a_literal_that_does_not_fit_is_not_run(
    shop: Shop, argument: str, reason: str
) -> None:
    answer = await shop.ask(f"{{ echo({argument}) }}")

    assert answer["data"] is None
    assert reason in answer["errors"][0]["message"]
    assert not shop.functions.events["Query_echo"]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("at", "yesterday", "Unable to serialize `yesterday` as a valid DateTime Object."),
        ("int", 2**31, "Expected type 'Int' but was 'Long'."),
        ("int", 2**70, "Expected type 'Int' but was 'BigInteger'."),
        ("int", "many", "Expected type 'Int' but was 'String'."),
        ("int", 1.5, "Expected type 'Int' but was 'Double'."),
        ("int", [], "Expected type 'Int' but was 'ArrayList'."),
        ("int", {}, "Expected type 'Int' but was 'LinkedHashMap'."),
        ("flag", "yes", "Expected type 'Boolean' but was 'String'."),
        ("key", True, "Expected type 'ID' but was 'Boolean'."),
        ("number", "x", "Expected type 'Float' but was 'String'."),
        ("email", 1, "Unable to serialize `1` as a valid email address."),
        ("genre", "POLKA", "Invalid input for Enum 'Genre'. Unknown value 'POLKA'"),
    ],
)
async def test_a_result_that_does_not_fit_is_null_and_an_error(
    open_shop: OpenShop, field: str, value: Any, reason: str
) -> None:
    shop = open_shop(functions(Query_scalars=lambda _: {field: value, "date": "2020-01-01"}))

    answer = await shop.ask(f"{{ scalars {{ date {field} }} }}")

    assert answer["data"] == {"scalars": {"date": "2020-01-01", field: None}}
    assert answer["errors"] == [
        {
            "path": ["scalars", field],
            "locations": None,
            "message": f"Can't serialize value (/scalars/{field}) : {reason}",
        }
    ]


async def test_items_of_a_list_fail_one_by_one(open_shop: OpenShop) -> None:
    shop = open_shop(functions(Query_scalars=lambda _: {"list": [1, "x", 3]}))

    answer = await shop.ask("{ scalars { list } }")

    assert answer["data"] == {"scalars": {"list": [1, None, 3]}}
    assert answer["errors"][0]["path"] == ["scalars", "list", 1]
