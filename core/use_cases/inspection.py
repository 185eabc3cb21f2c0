"""The look at an image before the engine is paid for it."""

from core.model.detection import Format
from core.model.failure import FailureCode, ImageRejected
from core.model.stored_object import ObjectVersion
from core.model.upload import MAX_IMAGE_BYTES
from core.ports import HeaderReader, Objects

MIN_SIDE_PIXELS = 80  # Rekognition's smallest image
# Holds the size of nearly every image; behind long metadata (depth maps, profiles) it comes later.
HEAD_BYTES = 256 * 1024


def inspect(objects: Objects, read_header: HeaderReader, version: ObjectVersion) -> Format:
    """Raises ImageRejected for an image at fault, ObjectGone when it was removed meanwhile.

    Whether the picture decodes to its end is for the engine to say: motion photos carry a film
    behind their end-of-image mark.
    """
    if version.size_bytes == 0:
        raise ImageRejected(FailureCode.EMPTY)
    if version.size_bytes > MAX_IMAGE_BYTES:
        raise ImageRejected(FailureCode.TOO_LARGE)
    form = _read_format(objects, read_header, version)
    if min(form.width, form.height) < MIN_SIDE_PIXELS:
        raise ImageRejected(FailureCode.TOO_SMALL)
    return form


def _read_format(objects: Objects, read_header: HeaderReader, version: ObjectVersion) -> Format:
    whole = version.size_bytes <= HEAD_BYTES
    head = objects.read(version, min(version.size_bytes, HEAD_BYTES))
    form = read_header(head, whole=whole)
    if form is None:
        form = read_header(objects.read(version, version.size_bytes), whole=True)
    if form is None:
        raise ImageRejected(FailureCode.CORRUPT_IMAGE)
    return form
