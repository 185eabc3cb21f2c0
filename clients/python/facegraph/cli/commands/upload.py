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
        bool, Option("--recursive", "-r", help="Include folders in folders.")
    ] = False,
    watch: Annotated[
        bool, Option("--watch", help="Then upload what is added, until Ctrl-C.")
    ] = False,
    dry_run: Annotated[bool, Option("--dry-run", help="Show the files, send nothing.")] = False,
    wait: Annotated[bool, Option(help="Wait for the results.")] = True,
    jobs: Annotated[int, Option(metavar="NUMBER", min=1, max=32, help="Files at a time.")] = _JOBS,
    patience: Annotated[
        float,
        Option(
            metavar="SECONDS", help="Stop waiting after this many seconds without a new result."
        ),
    ] = _PATIENCE_S,
    json: Json = False,
) -> None:
    """Uploads photos and shows how many faces were found.

    A photo that was uploaded before, by name and content, is not sent again: after Ctrl-C the same
    command continues where it stopped.
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
        if not watch:  # Ctrl-C is the normal end of --watch
            screen.note("Stopped. The same command continues from here.")
            raise
    return None
