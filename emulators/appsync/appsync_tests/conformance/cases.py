"""The cases, and the comparison of an answer with the expected one."""

import json
from dataclasses import dataclass, field
from typing import Any

from appsync_tests.conformance.target import FOLDER

ANYTHING = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One exchange over HTTP (`request`, `status`, `body`), or one over a WebSocket (`frames`).

    `source` says where AppSync's behaviour is documented or was observed. `choice` says why the
    expected answer is only our choice.
    """

    name: str
    source: str
    caller: str = "key"
    choice: str | None = None
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    request: Any = None
    status: int = 200
    response_headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    frames: list[dict[str, Any]] = field(default_factory=list)


def all_cases() -> list[Case]:
    return [Case(**members) for members in json.loads((FOLDER / "cases.json").read_text())]


def fits(expected: Any, found: Any) -> bool:
    """Equal, except that "*" matches any value, and {"$json": …} matches a JSON text."""
    if expected == ANYTHING:
        return True
    if isinstance(expected, dict) and "$json" in expected:
        return isinstance(found, str) and fits(expected["$json"], json.loads(found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(
            fits(value, found[name]) for name, value in expected.items()
        )
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(fits, expected, found))
    return bool(expected == found) and isinstance(expected, bool) is isinstance(found, bool)
