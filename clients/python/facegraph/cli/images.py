"""Images in rows."""

from collections.abc import Sequence

from rich.text import Text

from facegraph.cli.api import Api, connected
from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.listing import List
from facegraph.cli.options import Status, Where
from facegraph.cli.screen import Screen
from facegraph.cli.tables import (
    Column,
    StreamedTable,
    file_name,
    number_cell,
    status_cell,
    time_cell,
)
from facegraph.client.enums import ImageStatus
from facegraph.client.fragments import Image, ImageSummary

_COLUMNS = (
    Column("image", 26),
    Column("status", 8),
    Column("faces", 5, right=True),
    Column("uploaded", 19),
    Column("name"),
)


async def list_images(
    where: Where, status: Status | None, owner: str | None, limit: int | None, *, as_json: bool
) -> None:
    screen, wanted = Screen(as_json=as_json), ImageStatus(status) if status else None
    shown = List(screen, StreamedTable(screen, _COLUMNS), _row, "images")
    async with connected(where) as api:
        await shown.all(lambda size, token: api.images(owner, wanted, size, token), limit)


async def wanted_image(api: Api, image_id: str) -> Image:
    found = await api.image(image_id)
    if found is None:
        raise CommandFailed(
            ExitCode.NOT_FOUND,
            f"There is no image {image_id}, or it belongs to another user: `facegraph images` "
            "lists your images.",
        )
    return found


def name_cell(image: ImageSummary) -> Text:
    """With the reason when the image has no faces because of a failure."""
    name = Text(file_name(image.key))
    if image.failure:
        name.append(f"  {image.failure.message} ({image.failure.code.value})", style="dim")
    return name


def _row(image: ImageSummary) -> Sequence[str | Text]:
    return (
        image.id,
        status_cell(image.status),
        number_cell(image.face_count),
        time_cell(image.uploaded_at),
        name_cell(image),
    )
