"""`facegraph upload`."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from facegraph.cli.options import Json, Where, connecting

_JOBS = 8
_PATIENCE_S = 300


@connecting
def upload(
    where: Where,
    paths: Annotated[
        list[Path], Argument(metavar="PATH…", help="Photos, and folders of photos (JPEG, PNG).")
    ],
    recursive: Annotated[
        bool, Option("--recursive", "-r", help="Folders in folders, too.")
    ] = False,
    watch: Annotated[bool, Option("--watch", help="Then what is added, until Ctrl-C.")] = False,
    dry_run: Annotated[bool, Option("--dry-run", help="Say what would be sent.")] = False,
    wait: Annotated[bool, Option(help="Wait for the results.")] = True,
    jobs: Annotated[int, Option(metavar="NUMBER", min=1, max=32, help="Files at once.")] = _JOBS,
    patience: Annotated[
        float, Option(metavar="SECONDS", help="Without a result, before the rest is let be.")
    ] = _PATIENCE_S,
    json: Json = False,
) -> None:
    """Uploads photos and says what was found in them.

    What is there already, by name and content, is not sent again: after Ctrl-C the same command
    goes on where it was.
    """
    from facegraph.cli.loop import run
    from facegraph.cli.screen import Screen
    from facegraph.cli.upload.preview import preview
    from facegraph.cli.upload.run import Wanted
    from facegraph.cli.upload.run import upload as upload_all

    screen = Screen(as_json=json)
    if dry_run:
        return preview(paths, screen, recursive=recursive)
    wanted = Wanted(
        paths=paths,
        recursive=recursive,
        watches=watch,
        waits=wait,
        jobs=jobs,
        patience_s=patience,
    )
    try:
        run(upload_all(where, wanted, screen))
    except KeyboardInterrupt:
        if not watch:  # which has no other end
            screen.note("Stopped. The same command goes on from here.")
            raise
    return None
