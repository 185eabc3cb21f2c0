"""The header of a JPEG or PNG, read with Pillow. No pixel is decoded."""

import io
import warnings

from PIL import Image as PillowImage
from PIL import JpegImagePlugin, PngImagePlugin

from core.model.detection import Format
from core.model.failure import FailureCode, ImageRejected

_SIGNATURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
_ORIENTATION = 0x0112  # the EXIF tag; with 5 to 8, width and height are swapped
_LYING = (5, 6, 7, 8)

# Pillow keeps every part of a header, and 15 MB can hold millions of parts. It makes four reads for
# each part. The largest real header, a depth map of 15 MB, has 240 parts.
_MAX_READS = 4_000
_IHDR_END = 33  # the needed part of a PNG ends here
_NO_MORE_HEADER = b"\0\0\0\0IDAT"

# A header costs the same whatever size it claims; the engine has a limit of its own.
PillowImage.MAX_IMAGE_PIXELS = None
warnings.filterwarnings("ignore", module=r"PIL\.")  # about broken EXIF data, which many photos have


def read_header(head: bytes, *, whole: bool) -> Format | None:
    """HeaderReader over Pillow."""
    image_format = next((f for s, f in _SIGNATURES.items() if head.startswith(s)), None)
    if image_format is None:
        raise ImageRejected(FailureCode.UNSUPPORTED_FORMAT)
    try:
        with _open(head, image_format) as image:
            return _format(image, image_format)
    except (OSError, SyntaxError, ValueError, KeyError, IndexError, OverflowError, TypeError):
        # Pillow's parsers raise these for broken headers, and for headers longer than `head`.
        if whole:
            raise ImageRejected(FailureCode.CORRUPT_IMAGE) from None
        return None


class _BoundedReads(io.BytesIO):
    """Raises OSError if a header has more parts than any camera writes."""

    def __init__(self, head: bytes) -> None:
        super().__init__(head)
        self._reads_left = _MAX_READS

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads_left -= 1
        if self._reads_left < 0:
            raise OSError("a header of too many parts")
        return super().read(size)


def _open(head: bytes, image_format: str) -> PillowImage.Image:
    if image_format == "JPEG":
        return JpegImagePlugin.JpegImageFile(_BoundedReads(head))
    if len(head) < _IHDR_END:
        raise OSError("a header that goes on")
    return PngImagePlugin.PngImageFile(io.BytesIO(head[:_IHDR_END] + _NO_MORE_HEADER))


def _format(image: PillowImage.Image, image_format: str) -> Format:
    width, height = image.size
    # Rekognition rotates JPEGs by their EXIF data. It reads no orientation from a PNG.
    if image_format == "JPEG" and image.getexif().get(_ORIENTATION) in _LYING:
        width, height = height, width
    return Format(content_type=f"image/{image_format.lower()}", width=width, height=height)
