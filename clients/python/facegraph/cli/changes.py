"""`facegraph reanalyze` and `facegraph delete`, for many images at once."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial

from facegraph.cli.api import LONG_PATIENCE_S, Api, connected
from facegraph.cli.failure import ApiRefused, CommandFailed, ExitCode
from facegraph.cli.options import Where
from facegraph.cli.screen import Screen, counted
from facegraph.cli.standard_input import standard_input
from facegraph.cli.workers import for_each
from facegraph.client.enums import ImageStatus
from facegraph.pages import pages

_AT_ONCE = 8
_STANDARD_INPUT = "-"

Change = Callable[[str], Awaitable[object]]


async def reanalyze(
    where: Where, images: Iterable[str], *, all_failed: bool, screen: Screen
) -> None:
    changes = Changes(screen, "reanalyzed")
    async with connected(where, LONG_PATIENCE_S) as api:
        try:
            chosen = _failed(api) if all_failed else _named(images)
            await changes.make(api.reanalyze_image, chosen)
        finally:
            made = counted(changes.made, "image")
            screen.summarize(f"{made} to be analysed again; `facegraph watch` shows the results.")
    changes.require_all()


async def delete(where: Where, images: Iterable[str], screen: Screen) -> None:
    changes = Changes(screen, "deleted")
    async with connected(where, LONG_PATIENCE_S) as api:
        try:
            await changes.make(api.delete_image, _named(images))
        finally:
            made = counted(changes.made, "image")
            screen.summarize(f"{made} deleted, with every version and face.")
    changes.require_all()


@dataclass(slots=True)
class Changes:
    """`made` and `not_found` count images. `word` names the change in JSON."""

    screen: Screen
    word: str
    made: int = 0
    not_found: int = 0

    async def make(self, change: Change, images: AsyncIterator[str]) -> None:
        await for_each(images, partial(self._one, change), at_once=_AT_ONCE)

    def require_all(self) -> None:
        if self.not_found:
            raise CommandFailed(
                ExitCode.NOT_FOUND,
                "Some images were not found, see above: `facegraph images` lists your images.",
            )

    async def _one(self, change: Change, image: str) -> None:
        try:
            await change(image)
        except ApiRefused as refusal:
            if refusal.exit_code is not ExitCode.NOT_FOUND:
                raise
            self.not_found += 1
            self.screen.note(f"{image}: no such image")
            return
        self.made += 1
        if self.screen.as_json:
            self.screen.document({"imageId": image, self.word: True})


async def _named(arguments: Iterable[str]) -> AsyncIterator[str]:
    """The arguments; `-` stands for the lines of standard input."""
    for argument in arguments:
        if argument != _STANDARD_INPUT:
            yield argument
            continue
        async for line in standard_input():
            if image := line.strip():
                yield image


async def _failed(api: Api) -> AsyncIterator[str]:
    async for images, _ in pages(
        lambda size, token: api.images(None, ImageStatus.FAILED, size, token)
    ):
        for image in images:
            yield image.id
