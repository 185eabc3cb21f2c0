"""Faces in rows, and a face in words."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from facegraph.cli.api import connected
from facegraph.cli.images import wanted_image
from facegraph.cli.listing import List
from facegraph.cli.options import Where
from facegraph.cli.screen import Screen
from facegraph.cli.tables import UNKNOWN, Column, StreamedTable
from facegraph.client.fragments import Face

_SURE_PERCENT = 50
_COLUMNS = (
    Column("image", 26),
    Column("sure", 6, right=True),
    Column("left", 5, right=True),
    Column("top", 5, right=True),
    Column("width", 5, right=True),
    Column("height", 6, right=True),
    Column("seems"),
)


async def list_faces(
    where: Where, image: str | None, owner: str | None, limit: int | None, *, as_json: bool
) -> None:
    screen = Screen(as_json=as_json)
    shown = List(screen, StreamedTable(screen, _COLUMNS), _row, "faces")
    async with connected(where) as api:
        if image:
            shown.these(((await wanted_image(api, image)).faces or [])[:limit])
        else:
            await shown.all(lambda size, token: api.faces(owner, size, token), limit)


def seems(face: Face) -> str:
    """Attributes that the engine does not know are left out."""
    return ", ".join(_impressions(face)) or UNKNOWN


def _impressions(face: Face) -> Iterator[str]:
    if face.age_range:
        yield f"aged {face.age_range.low} to {face.age_range.high}"
    if face.gender:
        yield face.gender.value.lower()
    if face.emotions:
        strongest = max(face.emotions, key=lambda emotion: emotion.confidence)
        yield strongest.type.lower()
    traits = {
        "smiling": face.smile,
        "with glasses": face.eyeglasses,
        "with sunglasses": face.sunglasses,
        "bearded": face.beard,
        "with a moustache": face.mustache,
        "occluded": face.face_occluded,
    }
    for word, trait in traits.items():
        if trait and trait.value and trait.confidence >= _SURE_PERCENT:
            yield word
    if face.pose:
        yield f"turned {face.pose.yaw:+.0f}°"


def _row(face: Face) -> Sequence[str | Text]:
    box = face.bounding_box
    sides = (box.left, box.top, box.width, box.height)
    return (
        face.image_id,
        f"{face.confidence:.1f}%",
        *(f"{side:.0%}" for side in sides),
        seems(face),
    )
