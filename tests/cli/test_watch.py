"""Catching up after a lost connection, by a clock that the test sets."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest
from facegraph.cli import events as events_module
from facegraph.cli import watch as watch_module
from facegraph.cli.screen import Screen
from facegraph.cli.watch import Watch
from facegraph.client.fragments import ImageEvent

from tests.cli.fakes import OWNER, FakeApi, an_image

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def pass_to(self, minutes: float) -> None:
        self.now = NOON + timedelta(minutes=minutes)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(watch_module, "utc_now", lambda: clock.now)
    monkeypatch.setattr(events_module, "FIRST_PAUSE_S", 0)
    return clock


def _analyzed_at(minutes: float, *, uploaded_at: float | None = None) -> dict[str, object]:
    """An image that was analysed so many minutes after noon."""

    def stated(minutes: float) -> str:
        return (NOON + timedelta(minutes=minutes)).isoformat()

    uploaded = minutes if uploaded_at is None else uploaded_at
    name = f"at-{minutes:g}"
    return an_image(name, uploadedAt=stated(uploaded), analyzedAt=stated(minutes))


def _watching(api: FakeApi) -> AsyncGenerator[ImageEvent]:
    return Watch(api.as_api(), OWNER, None, Screen(as_json=True)).events()


async def test_changes_during_sleep_of_the_machine_are_caught_up_with(clock: Clock) -> None:
    api = FakeApi()
    async with aclosing(_watching(api)) as events:
        api.publish(_analyzed_at(1))
        received = await anext(events)
        missed = [_analyzed_at(minutes) for minutes in (5, 60, 179)]
        api.stored = {str(image["id"]): image for image in [_analyzed_at(1), *missed]}
        clock.pass_to(180)  # the machine slept, so it notices the drop only now
        api.drop()
        found = [await anext(events) for _ in missed]

    assert received.image_id == "at-1"
    assert [event.image_id for event in found] == ["at-179", "at-60", "at-5"]


async def test_images_analysed_before_the_watch_began_are_not_shown(clock: Clock) -> None:
    api = FakeApi()
    waited_long = _analyzed_at(2, uploaded_at=-40)
    images = [_analyzed_at(-1), waited_long]
    async with aclosing(_watching(api)) as events:
        api.publish(_analyzed_at(1))
        await anext(events)
        api.stored = {str(image["id"]): image for image in images}
        clock.pass_to(3)
        api.drop()
        found = await anext(events)
        api.publish(_analyzed_at(4))
        after = await anext(events)

    assert (found.image_id, after.image_id) == ("at-2", "at-4")
