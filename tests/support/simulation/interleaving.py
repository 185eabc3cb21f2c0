"""Actors that take turns from one port call to the next, in an order that a test chooses."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.support.simulation.clockwork import Clockwork
from tests.support.simulation.ports import Tapped, Wrap

if TYPE_CHECKING:
    from greenlet import greenlet

Actor = Callable[[Wrap], Any]


class Interleaving:
    """`choose(n)` picks which of the n unfinished actors goes on, so that a run can be repeated."""

    def __init__(self, choose: Callable[[int], int]) -> None:
        self._choose = choose
        self._clock = Clockwork()
        self._waiting: dict[int, greenlet] = {}

    def run(self, actors: Sequence[Actor]) -> list[BaseException | None]:
        """What each actor raised, None for one that returned."""
        errors: list[BaseException | None] = [None] * len(actors)

        def act(number: int, actor: Actor) -> None:
            self._pause(number)
            try:
                actor(lambda port: Tapped(port, before=partial(self._pause, number)))
            except BaseException as error:  # noqa: BLE001 - handed to whoever runs the schedule
                errors[number] = error

        for number, actor in enumerate(actors):
            self._clock.start(partial(act, number, actor))
        self._clock.run()
        while self._waiting:
            number = sorted(self._waiting)[self._choose(len(self._waiting))]
            self._clock.resume(self._waiting.pop(number))
            self._clock.run()
        return errors

    def _pause(self, number: int) -> None:
        self._waiting[number] = self._clock.running
        self._clock.park()
