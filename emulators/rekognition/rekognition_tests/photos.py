"""Photographs for tests: public-domain ones that scikit-image ships, and variants of them."""

import io
from importlib.resources import files
from typing import NamedTuple

from PIL import ExifTags, Image


class Box(NamedTuple):
    """A box in ratios of the upright image."""

    left: float
    top: float
    width: float
    height: float


ASTRONAUT_FACE = Box(left=0.355, top=0.114, width=0.172, height=0.233)
FACELESS = (
    *("brick", "chelsea", "coffee", "coins", "grass", "gravel", "horse"),
    *("moon", "motorcycle_left", "page", "text"),
)

_HEAD_AND_SHOULDERS = (95, 0, 355, 260)
_PORTRAIT_SIDE_PX = 200

_FROM_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def shipped(name: str) -> Image.Image:
    """One of scikit-image's PNG files, as RGB."""
    with (files("skimage") / "data" / f"{name}.png").open("rb") as file:
        return Image.open(file).convert("RGB")


def jpeg(image: Image.Image) -> bytes:
    return encoded(image, "JPEG", quality=95)


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def astronaut() -> bytes:
    """One face, at ASTRONAUT_FACE."""
    return jpeg(shipped("astronaut"))


def coffee() -> bytes:
    """A photograph without a face."""
    return jpeg(shipped("coffee"))


def group_of(columns: int, rows: int) -> bytes:
    """`columns * rows` faces, one in each cell of a grid."""
    side = _PORTRAIT_SIDE_PX
    portrait = shipped("astronaut").crop(_HEAD_AND_SHOULDERS).resize((side, side))
    group = Image.new("RGB", (columns * side, rows * side))
    for cell in range(columns * rows):
        group.paste(portrait, (cell % columns * side, cell // columns * side))
    return jpeg(group)


def with_orientation(photo: bytes, orientation: int) -> bytes:
    """The same photograph stored rotated, with the EXIF orientation (1 to 8) that undoes it."""
    stored: Image.Image = Image.open(io.BytesIO(photo))
    if orientation in _FROM_UPRIGHT:
        stored = stored.transpose(_FROM_UPRIGHT[orientation])
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return encoded(stored, "JPEG", quality=95, exif=exif)


def truncated(photo: bytes) -> bytes:
    """A file with a complete header and half of its picture."""
    return photo[: len(photo) // 2]


def overlap_iou(one: Box, other: Box) -> float:
    """Intersection over union: 1 for equal boxes, 0 for disjoint ones."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    shared = max(0.0, width) * max(0.0, height)
    return shared / (one.width * one.height + other.width * other.height - shared)
