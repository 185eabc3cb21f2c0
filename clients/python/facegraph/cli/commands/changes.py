"""`facegraph reanalyze` and `facegraph delete`."""

from typing import Annotated

import typer
from typer import Argument, Option

from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.options import Json, Where, connecting

Images = Annotated[
    list[str] | None,
    Argument(metavar="IMAGE…", help="Ids of images; - reads them from standard input."),
]


@connecting
def reanalyze(
    where: Where,
    images: Images = None,
    failed: Annotated[bool, Option("--failed", help="Every image whose status is FAILED.")] = False,
    json: Json = False,
) -> None:
    """Analyses images again."""
    if bool(images) == failed:
        raise CommandFailed(ExitCode.USAGE, "Name images, or use --failed for all that failed.")
    from facegraph.cli.changes import reanalyze as reanalyze_all
    from facegraph.cli.loop import run
    from facegraph.cli.screen import Screen

    run(reanalyze_all(where, images or (), all_failed=failed, screen=Screen(as_json=json)))


@connecting
def delete(
    where: Where,
    images: Images = None,
    yes: Annotated[bool, Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Deletes images, with every version of the picture and every face."""
    if not images:
        raise CommandFailed(ExitCode.USAGE, "Name the images to delete.")
    if not yes:
        _confirm(images)
    from facegraph.cli.changes import delete as delete_all
    from facegraph.cli.loop import run
    from facegraph.cli.screen import Screen

    run(delete_all(where, images, Screen(as_json=json)))


def _confirm(images: list[str]) -> None:
    what = "the images on standard input" if "-" in images else f"{len(images)} of your images"
    try:
        sure = "-" not in images and typer.confirm(f"Delete {what} for good?", err=True)
    except typer.Abort:
        sure = False
    if not sure:
        raise CommandFailed(ExitCode.USAGE, "Nothing was deleted: confirm with y, or use --yes.")
