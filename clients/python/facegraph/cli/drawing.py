"""Boxes and landmarks over a picture."""

from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageFont, ImageOps

from facegraph.client.fragments import Face

_BOX = (255, 208, 0)
_EDGE = (0, 0, 0)
_LANDMARK = (0, 224, 255)
_SMALLEST_TEXT_PX = 12


def upright(picture: Image.Image) -> Image.Image:
    """Turned by a JPEG's EXIF orientation: the API's coordinates refer to the upright image."""
    if picture.format == "JPEG":
        ImageOps.exif_transpose(picture, in_place=True)
    return picture.convert("RGB")


def drawn(picture: Image.Image, faces: Iterable[Face]) -> Image.Image:
    """A copy of an upright picture with numbered boxes."""
    copy = picture.copy()
    draw = ImageDraw.Draw(copy)
    line_px = max(2, min(copy.size) // 250)
    font = ImageFont.load_default(max(_SMALLEST_TEXT_PX, min(copy.size) // 30))
    for number, face in enumerate(faces, start=1):
        _draw_face(draw, copy.size, face, line_px)
        _draw_number(draw, copy.size, face, number, font)
    return copy


def _draw_face(draw: ImageDraw.ImageDraw, size: tuple[int, int], face: Face, line_px: int) -> None:
    corners = _corners(size, face)
    left, top, right, bottom = corners
    around = (left - 1, top - 1, right + 1, bottom + 1)
    draw.rectangle(around, outline=_EDGE, width=line_px + 2)  # visible on every background
    draw.rectangle(corners, outline=_BOX, width=line_px)
    for landmark in face.landmarks:
        x, y = landmark.x * size[0], landmark.y * size[1]
        draw.ellipse((x - line_px, y - line_px, x + line_px, y + line_px), fill=_LANDMARK)


def _draw_number(
    draw: ImageDraw.ImageDraw,
    size: tuple[int, int],
    face: Face,
    number: int,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
) -> None:
    left, top, _, _ = _corners(size, face)
    text = f" {number} "
    x0, y0, x1, y1 = draw.textbbox((0, 0), text, font=font)
    at = (max(0, left), max(0, top - (y1 - y0) - 4))
    draw.rectangle((at[0], at[1], at[0] + x1 - x0, at[1] + y1 - y0 + 4), fill=_BOX)
    draw.text((at[0] - x0, at[1] - y0 + 2), text, fill=_EDGE, font=font)


def _corners(size: tuple[int, int], face: Face) -> tuple[float, float, float, float]:
    """The box of a face at the edge may reach beyond the picture."""
    box = face.bounding_box
    left, top = max(0.0, box.left), max(0.0, box.top)
    right, bottom = min(1.0, box.left + box.width), min(1.0, box.top + box.height)
    width, height = size
    return left * width, top * height, max(left, right) * width, max(top, bottom) * height
