"""The functions behind the conformance cases, ready to deploy.

`handler` is the data source of every resolver, `authorizer` the API's Lambda authorizer.
"""

from collections.abc import Callable, Mapping
from typing import Any

Event = Mapping[str, Any]

ALBUM = {"id": "a1", "title": "Blue Train", "genre": "JAZZ", "plays": 7, "extra": {"vinyl": True}}
TRACK = {"__typename": "Track", "id": "t1", "title": "Locomotion", "seconds": 433}
CONTEXT = {"tenant": "blue"}
VERDICTS: dict[str, Any] = {
    "ticket-all": {"isAuthorized": True, "resolverContext": CONTEXT},
    "ticket-few": {
        "isAuthorized": True,
        "resolverContext": CONTEXT,
        "deniedFields": ["Query.secret", "Received.title"],
    },
    "ticket-none": {"isAuthorized": False},
}


def handler(event: Any, _context: Any) -> Any:
    if isinstance(event, list):
        return [label(each) for each in event]
    info = event["info"]
    return FIELDS[f"{info['parentTypeName']}.{info['fieldName']}"](event)


def authorizer(event: Event, _context: Any) -> Any:
    """Raises for an unknown token: AppSync then refuses the request."""
    return VERDICTS[event["authorizationToken"]]


def label(event: Event) -> Any:
    """One item of a batch."""
    match event["source"]["id"]:
        case "fails":
            return {"data": None, "errorMessage": "no label", "errorType": "LabelGone"}
        case "bare":
            return {"name": "a value that is not wrapped"}
        case "none":
            return None
    return {"data": {"name": f"label of {event['source']['id']}"}}


def raise_named(event: Event) -> None:
    arguments = event["arguments"]
    raise type(arguments["name"], (Exception,), {})(arguments.get("text") or "")


def item(event: Event) -> Any:
    kinds = {"album": {"__typename": "Album", **ALBUM}, "track": TRACK, "unnamed": ALBUM}
    return kinds.get(event["arguments"]["kind"], "no object")


def put_album(event: Event) -> Any:
    arguments = dict(event["arguments"])
    if arguments.pop("fail", False):
        raise RuntimeError("not put")
    if size := arguments.pop("titleBytes", 0):
        arguments["title"] = "x" * size
    return ALBUM | arguments


def rename_album(event: Event) -> Any:
    return None if event["arguments"]["id"] == "none" else ALBUM | event["arguments"]


def received(event: Event) -> Any:
    kept = ("arguments", "identity", "source", "prev", "stash", "info")
    return {"event": {name: event[name] for name in kept}, "title": "received", "label": None}


def received_item(event: Event) -> Any:
    return {"__typename": "Album", "id": "a1", "title": " ".join(event["info"]["selectionSetList"])}


def refuse(event: Event) -> None:
    if event["arguments"].get("id") != "mine":
        raise type("Forbidden", (Exception,), {})("not your album")


FIELDS: dict[str, Callable[[Event], Any]] = {
    "Query.album": lambda event: ALBUM | {"id": event["arguments"]["id"]},
    "Query.albums": lambda _: [ALBUM | {"id": each} for each in ("a1", "fails", "bare", "none")],
    "Query.strict": lambda _: {"title": "without an id"},
    "Query.raise": raise_named,
    "Query.returnError": lambda _: ALBUM | {"errorMessage": "no", "errorType": "No"},
    "Query.large": lambda event: "x" * event["arguments"]["bytes"],
    "Query.item": item,
    "Query.found": lambda _: [{"__typename": "Album", **ALBUM}, TRACK],
    "Query.echo": lambda event: event["arguments"],
    "Query.received": received,
    "Query.receivedItem": received_item,
    "Query.forMachines": lambda _: "for machines",
    "Query.forTickets": lambda _: "for tickets",
    "Query.secret": lambda _: "secret",
    "Query.odd": lambda _: {
        "list": {"items": []},
        "object": ["no object"],
        "at": "yesterday",
        "times": ["1958-01-01T00:00:00Z", "tomorrow"],
    },
    "Mutation.putAlbum": put_album,
    "Mutation.renameAlbum": rename_album,
    "Subscription.onRefused": refuse,
    "Subscription.onMisfit": lambda _: {"title": "without an id"},
}
BATCHED = {"Album.label": 5}  # a resolver with this
