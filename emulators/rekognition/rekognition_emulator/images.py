"""Decodes a JPEG or PNG to upright pixels, after a check of its dimensions."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from rekognition_emulator.errors import ImageTooLarge, InvalidImageFormat, InvalidParameter

Pixels = NDArray[np.uint8]

MIN_SIDE_PX = 80  # Rekognition's limit, for every image operation but protective equipment
MAX_SIDE_PX = 10_000  # Rekognition's limit for DetectLabels; here it also stops bombs
LONGEST_SIDE_PX = 1024  # a whole 4000 px photograph costs CenterFace 4.2 s and 3.9 GB

# Pillow keeps every part of a header, and 15 MB can hold millions: at about four reads a part,
# these admit more than any camera writes, and PNGs whose pixels lie in pieces of 1 KB.
_MAX_HEADER_READS = 4_000
_MAX_PIXEL_READS = 100_000

# _require_dimensions checks before decoding; Pillow only warns, at other limits.
Image.MAX_IMAGE_PIXELS = None

_TO_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright_pixels(data: bytes) -> Pixels:
    """RGB rows of the whole image, turned upright, its longest side at most LONGEST_SIDE_PX.

    The bytes alone say what the format is. A JPEG's EXIF orientation is applied; a PNG's is not,
    as in Rekognition. An image cut off after its header is refused; data after its end (a motion
    photo's video) is not looked at.
    """
    file = _BoundedReads(data)
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as image:
            _require_dimensions(image)
            file.reads_left = _MAX_PIXEL_READS
            turn = None if image.format == "PNG" else _turn_to_upright(image)
            reduced = _reduced(image)
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for broken images
        raise InvalidImageFormat from error
    return np.array(reduced if turn is None else reduced.transpose(turn))


class _BoundedReads(io.BytesIO):
    """Raises OSError once `reads_left` is used up."""

    reads_left = _MAX_HEADER_READS

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads_left -= 1
        if self.reads_left < 0:
            raise OSError("an image of too many parts")
        return super().read(size)


def _require_dimensions(image: Image.Image) -> None:
    if max(image.size) > MAX_SIDE_PX:
        raise ImageTooLarge(
            f"Input image dimensions {image.width} x {image.height} "
            f"exceed maximum dimension size of {MAX_SIDE_PX} pixels"
        )
    if min(image.size) < MIN_SIDE_PX:
        raise InvalidParameter


def _turn_to_upright(image: Image.Image) -> Image.Transpose | None:
    return _TO_UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))


def _reduced(image: Image.Image) -> Image.Image:
    bounds = (LONGEST_SIDE_PX, LONGEST_SIDE_PX)
    image.draft("RGB", bounds)  # a JPEG can be decoded straight to 1/2, 1/4 or 1/8
    reduced = _rgb(image)
    reduced.thumbnail(bounds)
    return reduced


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode == "I;16":  # convert() clips sixteen bits to eight instead of scaling them
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    return image.convert("RGB")
