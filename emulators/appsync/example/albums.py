from typing import Any

ALBUMS = {"a1": {"id": "a1", "title": "Blue Train"}}


def album(event: dict[str, Any], _context: Any) -> dict[str, Any] | None:
    return ALBUMS.get(event["arguments"]["id"])


def put_album(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    ALBUMS[event["arguments"]["id"]] = event["arguments"]
    return ALBUMS[event["arguments"]["id"]]
