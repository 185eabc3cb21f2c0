"""`facegraph status`: the system that commands use, and whether it answers."""

from typing import Any

from facegraph.cli.api import Api, connected
from facegraph.cli.failure import CommandFailed
from facegraph.cli.options import Where
from facegraph.cli.screen import Screen
from facegraph.cli.system.up import addresses
from facegraph.cli.target import Target, find_target, read_json


async def status(where: Where, screen: Screen) -> None:
    """Shows the addresses, then raises CommandFailed when the system does not answer."""
    target = find_target(where)
    answer: dict[str, Any] = {"answers": False, "user": None, "sub": None}
    failure = None
    try:
        async with connected(where) as api:
            answer |= await _ask(api)
    except CommandFailed as error:
        failure = error
    if screen.as_json:
        screen.document(_document(target) | answer)
    else:
        _show(screen, target, answer)
    if failure:
        raise failure


async def _ask(api: Api) -> dict[str, Any]:
    newest = (await api.images(limit=1)).items
    return {
        "answers": True,
        "user": api.identity.name,
        "sub": api.identity.sub,
        "newestImageAt": newest[0].uploaded_at if newest else None,
    }


def _document(target: Target) -> dict[str, Any]:
    """A valid outputs file, for `--outputs`."""
    return {
        "name": target.name,
        "region": target.region,
        "graphqlUrl": target.graphql_url,
        "realtimeUrl": target.realtime_url,
        "userPoolId": target.user_pool_id,
        "clientId": target.client_id,
        "awsEndpoint": target.aws_endpoint,
    }


def _show(screen: Screen, target: Target, answer: dict[str, Any]) -> None:
    screen.say(f"{target.name[0].upper()}{target.name[1:]}")
    outputs = read_json(target.laptop) if target.laptop else _document(target)
    for name, value in addresses(outputs).items():
        screen.say(f"  {name:<9} {value}")
    if answer["answers"]:
        screen.say(f"  answers   to {answer['user']} ({answer['sub']})")
