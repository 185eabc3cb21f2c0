"""`facegraph upload`, from the paths to the summary."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from facegraph.cli.api import LONG_PATIENCE_S, Api, connected
from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.options import Where
from facegraph.cli.screen import Screen
from facegraph.cli.upload.added import Folders, added
from facegraph.cli.upload.report import Report
from facegraph.cli.upload.results import Results
from facegraph.cli.upload.tree import PassedOver, in_threads, photos_in, require_paths
from facegraph.cli.upload.uploader import Uploader

_SUBSCRIBE_PATIENCE_S = 5.0
_SLICE = 1000  # files counted at a time, so that Ctrl-C acts soon


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`patience_s`: how long to wait without a new result."""

    paths: Sequence[Path]
    recursive: bool
    watches: bool
    waits: bool
    jobs: int
    patience_s: float


async def upload(where: Where, wanted: Wanted, screen: Screen) -> None:
    """Raises CommandFailed when not everything was analysed."""
    require_paths(wanted.paths)
    report, passed_over = Report(screen), PassedOver()
    async with connected(where, LONG_PATIENCE_S) as api:
        try:
            with report.bar():
                await _upload(api, wanted, report, passed_over)
        finally:
            report.end(passed_over)
    if not report.totals.is_complete or (wanted.waits and report.totals.by_status["PENDING"]):
        raise CommandFailed(ExitCode.INCOMPLETE, "Not every photo was analysed, see above.")


async def _upload(api: Api, wanted: Wanted, report: Report, passed_over: PassedOver) -> None:
    results = Results(api, report.add, wanted.patience_s) if wanted.waits else None
    uploader = Uploader(api, report, results)
    photos = _photos(wanted, passed_over)
    try:
        async with asyncio.TaskGroup() as group, aclosing(photos):
            beside = [group.create_task(_count(wanted, report))]
            if results:
                beside.append(group.create_task(results.follow()))
                await results.subscribed(_SUBSCRIBE_PATIENCE_S)
            await uploader.upload(photos, wanted.jobs)
            if results:
                await results.all()
            for task in beside:
                task.cancel()
    finally:
        if results:
            results.give_up()


async def _photos(wanted: Wanted, passed_over: PassedOver) -> AsyncGenerator[Path]:
    walk = partial(photos_in, recursive=wanted.recursive, passed_over=passed_over)
    photos = (
        added(Folders(wanted.paths, walk, wanted.recursive))
        if wanted.watches
        else in_threads(walk(wanted.paths))
    )
    async with aclosing(photos):
        async for path in photos:
            yield path


async def _count(wanted: Wanted, report: Report) -> None:
    """Counts the files for the progress bar, which shows no total until then."""
    if wanted.watches:
        return
    found, files = photos_in(wanted.paths, recursive=wanted.recursive), 0
    while counted := await asyncio.to_thread(lambda: sum(1 for _ in islice(found, _SLICE))):
        files += counted
    report.expect(files)
