"""Good and bad images in a fixed proportion, with the expected result of each."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from benchmarks import photos


@dataclass(frozen=True, slots=True)
class Specimen:
    """`status` and `face_count` are what the table must hold in the end."""

    name: str
    content: bytes
    status: str
    face_count: int | None
    is_image: bool = True


def mixture(count: int) -> Sequence[Specimen]:
    """Seven of ten have a face, one has none, one is no image, and one is too small."""
    kinds = _kinds()
    return [_numbered(kinds[number % len(kinds)], number) for number in range(count)]


def _numbered(kind: Specimen, number: int) -> Specimen:
    content = photos.copy_of(kind.content, number)
    return replace(kind, name=f"{number:04}-{kind.name}", content=content)


@cache
def _kinds() -> Sequence[Specimen]:
    face = Specimen("face.jpg", photos.portrait(), "ANALYZED", 1)
    faceless = Specimen("nobody.jpg", photos.group_of(0, 0), "ANALYZED", 0)
    text = Specimen("text.jpg", b"This is no image. " * 100, "REJECTED", None, is_image=False)
    small = Specimen("small.jpg", _small(), "REJECTED", None)
    return [face, face, text, face, face, faceless, face, small, face, face]


def _small() -> bytes:
    """40 pixels wide; engines need 80."""
    buffer = io.BytesIO()
    photos.picture("coffee").resize((40, 40)).save(buffer, "JPEG")
    return buffer.getvalue()
