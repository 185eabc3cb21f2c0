"""Photographs to measure with, made from the public-domain ones that scikit-image ships."""

import io
from importlib.resources import files

from PIL import Image

_HEAD_AND_SHOULDERS = (95, 0, 355, 260)
_PORTRAIT_SIDE_PX = 200


def astronaut() -> bytes:
    """One face, 512 by 512 pixels."""
    return _jpeg(picture("astronaut"))


def group_of(columns: int, rows: int) -> bytes:
    """`columns * rows` faces; with none of them, a cup of coffee."""
    if not columns * rows:
        return _jpeg(picture("coffee"))
    side = _PORTRAIT_SIDE_PX
    portrait = picture("astronaut").crop(_HEAD_AND_SHOULDERS).resize((side, side))
    group = Image.new("RGB", (columns * side, rows * side))
    for cell in range(columns * rows):
        group.paste(portrait, (cell % columns * side, cell // columns * side))
    return _jpeg(group)


def portrait() -> bytes:
    """One face, head and shoulders, 260 by 260 pixels."""
    return _jpeg(picture("astronaut").crop(_HEAD_AND_SHOULDERS))


def copy_of(photo: bytes, number: int) -> bytes:
    """The same picture with other bytes after its end: no two copies are equal."""
    return photo + number.to_bytes(4, "big")  # behind the image's end, as in motion photos


def picture(name: str) -> Image.Image:
    """One of the pictures that scikit-image ships."""
    with (files("skimage") / "data" / f"{name}.png").open("rb") as file:
        return Image.open(file).convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95)
    return buffer.getvalue()
