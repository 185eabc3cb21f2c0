"""The function behind every API that is compared: as Lambda runs it, and called in process."""

import sys
from typing import Any

TRACKS = ["Blue Train", "Moment's Notice", "Locomotion", "I'm Old Fashioned", "Lazy Bird"]


def album(arguments: dict[str, Any]) -> dict[str, Any]:
    return {"title": "Blue Train", "year": 1958, "tracks": TRACKS, **arguments}


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    print("asked", file=sys.stderr)  # MiniStack waits 50 ms for what a silent function might log
    return album(event["arguments"])
