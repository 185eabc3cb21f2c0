"""The table of tests/support/access, requested from the running stack."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from core.model.image import Tombstone
from tests.stack.callers import (
    Refusal,
    next_event,
    seconds_to_live,
    token_that_expires,
)
from tests.stack.scene import Scene, forget_uploads, scene_of
from tests.support.access.outcomes import Outcome, Who
from tests.support.access.table import TABLE
from tests.support.drift import no_drift
from tests.support.system.documents import IMAGES
from tests.support.system.system import System

RECEIVED = ("ImageEvent", "Subscription")
CHANGING = ("Mutation.deleteImage(id)", "Mutation.reanalyzeImage(id)")
ERASING = "Mutation.eraseMyData(confirm)"
ASKED = [row for row in TABLE if not row.startswith(RECEIVED) and row not in (*CHANGING, ERASING)]
TYPES = sorted({row.partition(".")[0] for row in ASKED})


@pytest.fixture(scope="module")
def scene(system: System) -> Scene:
    return scene_of(system, system.sign_up())


@pytest.fixture
async def client(scene: Scene) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=30) as client:
        yield client
        await forget_uploads(client, scene.callers)


@pytest.mark.parametrize("type_name", TYPES)
async def test_each_caller_gets_what_the_table_says(
    scene: Scene, client: httpx.AsyncClient, type_name: str
) -> None:
    rows = [row for row in ASKED if row.partition(".")[0] == type_name]

    outcomes = {row: await _outcomes(scene, client, row) for row in rows}

    _as_in_the_table(outcomes)


@pytest.mark.parametrize("row", CHANGING)
async def test_forbidden_mutation_changes_nothing(
    scene: Scene, client: httpx.AsyncClient, row: str
) -> None:
    images = {who: scene.store(f"{row}-{who}.jpg", minutes_ago=2) for who in Who}
    before = {who: scene.stored(image.id) for who, image in images.items()}

    with scene.system.ingest.paused():
        outcomes = {
            who: await caller.outcome(client, scene.question(row, who, id=images[who].id))
            for who, caller in scene.callers.items()
        }
        done = {who for who, outcome in outcomes.items() if outcome is Outcome.SEEN}
        asked_again = await _asked_again(scene, len(done) if "reanalyze" in row else 0)

    after = {who: scene.stored(image.id) for who, image in images.items()}
    _as_in_the_table({row: outcomes})
    if "reanalyze" in row:
        assert asked_again == {images[who].id for who in done}
        assert after == before
    else:
        removed = {w for w, r in after.items() if r and isinstance(r.state, Tombstone)}
        assert removed == done
        assert all(after[who] == before[who] for who in Who if who not in done)


async def test_no_caller_erases_the_data_of_another_owner(
    system: System, client: httpx.AsyncClient
) -> None:
    scene = scene_of(system, system.sign_up())

    others = [who for who in Who if who is not Who.OWNER]
    outcomes: dict[Who, Outcome] = {}
    for who in others:
        outcomes[who] = await _erasing(scene, client, who)
    untouched = scene.stored(scene.image.id)
    outcomes[Who.OWNER] = await _erasing(scene, client, Who.OWNER)

    _as_in_the_table({ERASING: outcomes})
    assert untouched
    assert untouched.state == scene.image


@pytest.mark.parametrize("row", [row for row in TABLE if row.startswith("ImageEvent.")])
async def test_event_is_delivered_to_the_callers_that_the_table_names(
    scene: Scene, client: httpx.AsyncClient, row: str
) -> None:
    outcomes = {who: await _delivered(scene, client, row, who) for who in Who}

    _as_in_the_table({row: outcomes})


@pytest.mark.parametrize("row", [row for row in TABLE if row.startswith("Subscription.")])
async def test_subscriber_receives_what_the_table_says(scene: Scene, row: str) -> None:
    outcomes = {who: await _received(scene, row, who) for who in Who}

    _as_in_the_table({row: outcomes})


async def test_accepted_token_is_refused_once_it_has_expired(
    system: System, scene: Scene, client: httpx.AsyncClient
) -> None:
    token = token_that_expires(system, scene.ana, lifetime_s=2)
    headers, body = {"authorization": token}, {"query": IMAGES}
    url = system.outputs.graphql_url

    let_in = await client.post(url, headers=headers, json=body)
    await asyncio.sleep(max(0.0, seconds_to_live(token)))
    refused = await client.post(url, headers=headers, json=body)

    assert "errors" not in let_in.json()
    assert (refused.status_code, refused.json().get("data")) == (401, None)
    assert refused.json()["errors"][0]["errorType"] == "UnauthorizedException"


def _as_in_the_table(outcomes: Mapping[str, Mapping[Who, Outcome]]) -> None:
    different = {
        f"{row} answers {who} with {outcome}"
        for row, by_caller in outcomes.items()
        for who, outcome in by_caller.items()
        if outcome is not TABLE[row][who]
    }
    no_drift(different, "not as in OUTCOMES", edit="tests/support/access/table.py", run="make test")


async def _outcomes(scene: Scene, client: httpx.AsyncClient, row: str) -> dict[Who, Outcome]:
    questions = {who: scene.question(row, who) for who in Who}
    outcomes = (scene.callers[who].outcome(client, asked) for who, asked in questions.items())
    return dict(zip(questions, await asyncio.gather(*outcomes), strict=True))


async def _erasing(scene: Scene, client: httpx.AsyncClient, who: Who) -> Outcome:
    return await scene.callers[who].outcome(client, scene.question(ERASING, who))


async def _delivered(scene: Scene, client: httpx.AsyncClient, row: str, who: Who) -> Outcome:
    caller, asked = scene.callers[who], scene.question(row, who)
    if not asked.is_subscription:
        return await caller.outcome(client, asked)
    try:
        async with caller.subscribed(asked) as socket:
            scene.publish()
            return asked.outcome(await next_event(socket))
    except Refusal as refusal:
        return asked.outcome({"errors": refusal.errors})


async def _received(scene: Scene, row: str, who: Who) -> Outcome:
    """The outcome for ana's event; a second event, which the caller must receive, ends the wait."""
    caller = scene.callers[who]
    own = {"owner": caller.sub} if row.endswith("(imageId)") else {}
    asked = scene.question(row, who, **own)
    try:
        async with caller.subscribed(asked) as socket:
            event_id = scene.publish()
            scene.publish(owner=asked.variables["owner"])
            first = await next_event(socket)
    except Refusal as refusal:
        return asked.outcome({"errors": refusal.errors})
    return Outcome.SEEN if first["data"]["onImageEvent"]["id"] == event_id else Outcome.NOTHING


async def _asked_again(scene: Scene, count: int) -> set[str]:
    """The images with a request for analysis in the ingest queue; fails if there are others."""
    bodies = await scene.system.ingest.take(count)
    assert scene.system.ingest.counts() == (0, 0)
    return {json.loads(body)["imageId"] for body in bodies}
