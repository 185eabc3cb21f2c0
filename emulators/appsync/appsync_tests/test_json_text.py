from typing import Any

import pytest
from appsync_emulator.json_text import MalformedJson, UnwritableJson, read_json, write_json


@pytest.mark.parametrize("text", ["", "{", "NaN", "-Infinity", "[" * 9999, b"\xff", "1" * 5000])
def test_a_text_that_is_not_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(MalformedJson):
        read_json(text)


def test_a_value_that_json_cannot_hold_is_refused() -> None:
    deep: Any = []
    for _ in range(9999):
        deep = [deep]

    for value in (deep, float("nan"), float("inf")):
        with pytest.raises(UnwritableJson):
            write_json(value)


def test_text_is_compact_and_always_utf8() -> None:
    assert write_json({"a": ["ä", "\ud800"]}) == '{"a":["ä","?"]}'
