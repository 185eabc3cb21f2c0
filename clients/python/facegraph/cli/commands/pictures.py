"""`facegraph show` and `facegraph export`."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from facegraph.cli.options import Format, Json, Owner, Status, Where, connecting


@connecting
def show(
    where: Where,
    image: Annotated[str, Argument(metavar="IMAGE", help="An id, as `facegraph images` shows it.")],
    output: Annotated[
        Path | None,
        Option("--output", "-o", metavar="FILE", help="The PNG.  [default: NAME-faces.png]"),
    ] = None,
    inline: Annotated[bool, Option(help="Show the picture in the terminal, too.")] = True,
    json: Json = False,
) -> None:
    """Saves the upright picture with a box around each face, and shows the picture."""
    from facegraph.cli.loop import run
    from facegraph.cli.screen import Screen
    from facegraph.cli.show import show as show_image

    run(show_image(where, image, output, inline=inline, screen=Screen(as_json=json)))


@connecting
def export(
    where: Where,
    format: Annotated[
        Format, Option("--format", "-f", case_sensitive=False, help="The format of the file.")
    ] = Format.JSONL,
    output: Annotated[
        Path | None,
        Option("--output", "-o", metavar="FILE", help="- is standard output.  [default: faces.*]"),
    ] = None,
    status: Annotated[
        Status | None, Option(case_sensitive=False, help="Only images of this status.")
    ] = None,
    owner: Owner = None,
    limit: Annotated[
        int | None, Option(metavar="NUMBER", min=1, help="At most this many images.")
    ] = None,
    json: Json = False,
) -> None:
    """Writes every image and face to a file: JSON Lines, CSV or Parquet.

    JSON Lines has one line for each image with its faces, CSV and Parquet one row for each face.
    """
    from facegraph.cli.export.run import export as export_all
    from facegraph.cli.loop import run
    from facegraph.cli.screen import Screen

    file = output or Path(f"faces.{format.value}")
    run(export_all(where, format, file, status, owner, limit, Screen(as_json=json)))
