import json
from typing import Any

import pytest
from streams_emulator.filter_criteria import InvalidFilter, parse_filters, parse_pattern

EVENT = {
    "eventName": "MODIFY",
    "dynamodb": {
        "SizeBytes": 26,
        "Keys": {"pk": {"S": "IMAGE#1"}},
        "NewImage": {
            "status": {"S": "ANALYZED"},
            "faceCount": {"N": "3"},
            "hidden": {"BOOL": True},
            "note": {"NULL": None},
            "tags": {"L": [{"S": "beach"}, {"S": "sun"}]},
        },
    },
}


def image(**attributes: Any) -> dict[str, Any]:
    return {"dynamodb": {"NewImage": attributes}}


def status(rule: Any) -> dict[str, Any]:
    return image(status={"S": [rule]})


def size(*comparisons: Any) -> dict[str, Any]:
    return {"dynamodb": {"SizeBytes": [{"numeric": list(comparisons)}]}}


@pytest.mark.parametrize(
    "pattern",
    [
        {},
        {"eventName": ["INSERT", "MODIFY"]},
        {"eventName": ["MODIFY"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "IMAGE#"}]}}}},
        status({"suffix": "YZED"}),
        status({"equals-ignore-case": "analyzed"}),
        status({"anything-but": "FAILED"}),
        status({"anything-but": ["FAILED", "REJECTED"]}),
        status({"anything-but": {"prefix": "FAIL"}}),
        status({"exists": True}),
        image(absent={"S": [{"exists": False}]}),
        image(status=[{"exists": False}]),  # not a leaf
        image(hidden={"BOOL": [True]}),
        image(note={"NULL": [None]}),
        image(faceCount={"N": ["3"]}),
        image(tags={"L": {"S": ["sun"]}}),
        size("=", 26),
        size(">", 20, "<=", 26),
        {"$or": [{"eventName": ["REMOVE"]}, status("ANALYZED")]},
        {"dynamodb": {"$or": [{"SizeBytes": [1]}, {"Keys": {"pk": {"S": ["IMAGE#1"]}}}]}},
    ],
    ids=json.dumps,
)
def test_pattern_matches(pattern: dict[str, Any]) -> None:
    assert parse_pattern(json.dumps(pattern))(EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        {"eventName": ["INSERT"]},
        {"eventName": ["MODIFY"], "awsRegion": ["eu-central-1"]},
        {"eventName": ["modify"]},
        status({"prefix": "analyzed"}),
        status({"anything-but": ["ANALYZED", "FAILED"]}),
        status({"anything-but": {"suffix": "ZED"}}),
        status({"exists": False}),
        image(absent={"S": [{"anything-but": "x"}]}),
        image(absent={"S": [{"exists": True}]}),
        image(hidden={"BOOL": [1]}),
        image(hidden={"BOOL": ["true"]}),
        image(faceCount={"N": [3]}),
        image(faceCount={"N": [{"numeric": ["=", 3]}]}),
        image(tags={"L": {"S": ["rain"]}}),
        size(">", 26),
        size(">", 20, "<", 26),
        {"$or": [{"eventName": ["REMOVE"]}, status("FAILED")]},
    ],
    ids=json.dumps,
)
def test_pattern_does_not_match(pattern: dict[str, Any]) -> None:
    assert not parse_pattern(json.dumps(pattern))(EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        "no JSON",
        "[]",
        '{"eventName": "MODIFY"}',
        '{"eventName": []}',
        '{"eventName": [["MODIFY"]]}',
        '{"eventName": [{"resembles": "x"}]}',
        '{"eventName": [{"prefix": "a", "suffix": "b"}]}',
        '{"eventName": [{"prefix": 1}]}',
        '{"eventName": [{"exists": "yes"}]}',
        '{"size": [{"numeric": [">"]}]}',
        '{"size": [{"numeric": ["~", 1]}]}',
        '{"size": [{"numeric": [">", "1"]}]}',
    ],
)
def test_pattern_that_lambda_would_refuse_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidFilter):
        parse_pattern(pattern)


def test_one_matching_filter_of_several_is_enough() -> None:
    matches = parse_filters(
        {
            "Filters": [
                {"Pattern": '{"eventName": ["REMOVE"]}'},
                {"Pattern": json.dumps(size("=", 26))},
            ]
        }
    )

    assert matches(EVENT)
    assert not matches({**EVENT, "dynamodb": {}})


@pytest.mark.parametrize("criteria", [None, {}, {"Filters": []}])
def test_everything_passes_when_there_is_no_filter(criteria: dict[str, Any] | None) -> None:
    assert parse_filters(criteria)(EVENT)
