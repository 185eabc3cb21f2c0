"""`facegraph show`: an image with its faces, as a picture and in words."""

import asyncio
import io
import os
import sys
from pathlib import Path
from typing import TextIO

import httpx
from PIL import Image, UnidentifiedImageError

from facegraph.cli.api import SHORT_PATIENCE_S, Api, connected, retrying
from facegraph.cli.drawing import drawn, upright
from facegraph.cli.faces import seems
from facegraph.cli.failure import CommandFailed, ExitCode, Unreachable
from facegraph.cli.images import wanted_image
from facegraph.cli.options import Where
from facegraph.cli.screen import Screen
from facegraph.cli.tables import file_name, time_cell
from facegraph.client import fragments

_MOST_COLUMNS = 80
_FEWEST_ROWS = 10
_ROWS_OF_WORDS = 8


async def show(
    where: Where, image_id: str, output: Path | None, *, inline: bool, screen: Screen
) -> None:
    async with connected(where) as api:
        image = await wanted_image(api, image_id)
        picture = _picture(await _download(api, image))
    boxes = drawn(picture, image.faces or [])
    path = output or Path(f"{Path(file_name(image.key)).stem}-faces.png")
    await asyncio.to_thread(_save, boxes, path)
    if screen.as_json:
        document = image.model_dump(mode="json", by_alias=True, exclude={"url"})
        return screen.document(document | {"savedTo": str(path)})
    if inline and sys.stdin.isatty() and _has_cells(sys.stdout):
        _show_inline(screen, boxes)
    for line in _words(image, path):
        screen.say(line)
    return None


async def _download(api: Api, image: fragments.Image) -> bytes:
    if image.url is None:
        raise CommandFailed(
            ExitCode.NOT_FOUND,
            f"The picture of {image.id} was not uploaded yet: run `facegraph upload`.",
        )
    try:
        response: httpx.Response = await retrying(SHORT_PATIENCE_S)(api.http.get, image.url)
        return response.raise_for_status().content
    except (
        httpx.HTTPError
    ) as error:  # the error's text holds the link, which gives access to the picture
        raise Unreachable(
            f"The picture cannot be fetched from S3 ({type(error).__name__}). {api.target.remedy}"
        ) from None


def _picture(content: bytes) -> Image.Image:
    try:
        return upright(Image.open(io.BytesIO(content)))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise CommandFailed(
            ExitCode.BAD_FILE,
            "The picture cannot be decoded here; `facegraph images` shows its status.",
        ) from None


def _save(picture: Image.Image, path: Path) -> None:
    try:
        picture.save(path, "PNG")
    except OSError as error:
        raise CommandFailed(
            ExitCode.BAD_FILE,
            f"{path} cannot be written ({error.strerror}): name another file with --output.",
        ) from None


def _has_cells(out: TextIO) -> bool:
    """A terminal may not know its size, for example in a script."""
    return out.isatty() and min(os.get_terminal_size(out.fileno())) > 0


def _show_inline(screen: Screen, picture: Image.Image) -> None:
    # The import queries the terminal for kitty's protocol and sixels, and reads the response from
    # standard input.
    from textual_image.renderable import Image as Inline

    rows = max(_FEWEST_ROWS, screen.out.height - _ROWS_OF_WORDS)
    columns = round(2 * rows * picture.width / picture.height)  # a cell is twice as high as wide
    width = min(screen.out.width, _MOST_COLUMNS, columns)
    screen.out.print(Inline(picture, width=width, height="auto"))


def _words(image: fragments.Image, path: Path) -> list[str]:
    size = f"{image.width} x {image.height}, " if image.width else ""
    lines = [f"{file_name(image.key)}: {image.status.value}, {size}{time_cell(image.uploaded_at)}"]
    if image.failure:
        lines.append(f"  {image.failure.message} ({image.failure.code.value})")
    lines += [
        f"  {number:>3}  {face.confidence:.1f}% sure it is a face; {seems(face)}"
        for number, face in enumerate(image.faces or [], start=1)
    ]
    return [*lines, f"Saved with boxes to {path}."]
