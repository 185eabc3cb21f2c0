"""The worst headers that fit into 15 MB: each is read, or refused, at a bounded cost."""

import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rekognition_emulator.errors import ImageTooLarge, InvalidImageFormat, InvalidParameter
from rekognition_emulator.images import upright_pixels

from adapters.image_header import read_header
from core.model.detection import Format
from core.model.failure import FailureCode, ImageRejected
from core.model.upload import MAX_IMAGE_BYTES
from core.use_cases.inspection import HEAD_BYTES, inspect
from tests.support.builders import BUCKET, KEY, picture
from tests.support.fakes import FakeObjects

JPEG, PNG = picture(120, 100), picture(120, 100, "PNG")
IHDR_END = 33
SIDE = 50_000


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def segment(marker: bytes, data: bytes = b"") -> bytes:
    return b"\xff" + marker + struct.pack(">H", len(data) + 2) + data


def filled(file: bytes, place: int, part: bytes) -> bytes:
    """The file with `part` repeated at `place` up to the largest allowed size."""
    return file[:place] + part * ((MAX_IMAGE_BYTES - len(file)) // len(part)) + file[place:]


def png_of(width: int, height: int) -> bytes:
    ihdr = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return PNG[:8] + chunk(b"IHDR", ihdr) + chunk(b"IDAT", pixels) + chunk(b"IEND")


def jpeg_of(width: int, height: int) -> bytes:
    frame = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:frame] + struct.pack(">HH", height, width) + JPEG[frame + 4 :]


PNGS = {
    "a million chunks": filled(PNG, IHDR_END, chunk(b"abCd")),
    "a million texts": filled(PNG, IHDR_END, chunk(b"tEXt", b"a\0b")),
    "texts that swell": filled(
        PNG, IHDR_END, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1_000_000)))
    ),
    "a profile that swells": PNG[:IHDR_END]
    + chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(50_000_000)))
    + PNG[IHDR_END:],
}
JPEGS = {
    "a million segments": filled(JPEG, 2, segment(b"\xeb")),
    "a million comments": filled(JPEG, 2, segment(b"\xfe")),
    "nothing but fill bytes": filled(JPEG, 2, b"\xff"),
    "EXIF in a thousand pieces": filled(JPEG, 2, segment(b"\xe1", b"Exif\0\0" + bytes(12_000))),
    "a profile in pieces": filled(JPEG, 2, segment(b"\xe2", b"ICC_PROFILE\0\1\1" + bytes(20))),
}
POLYGLOTS = {
    "a page behind a JPEG": JPEG + b"<html><script>alert(1)</script></html>",
    "an archive behind a JPEG": JPEG + b"PK\x03\x04" + bytes(100),
    "a PNG behind a JPEG": JPEG + PNG,
    "a page within a JPEG": JPEG[:2] + segment(b"\xfe", b"<script>alert(1)</script>") + JPEG[2:],
    "a JPEG behind a PNG": PNG + JPEG,
    "a program within a PNG": PNG[:IHDR_END] + chunk(b"tEXt", b"a\0<?php ?>") + PNG[IHDR_END:],
}


def peak_bytes_of(file: bytes) -> int:
    tracemalloc.start()
    try:
        found_in(file)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def found_in(file: bytes, *, whole: bool = True) -> Format | FailureCode | None:
    try:
        return read_header(file, whole=whole)
    except ImageRejected as rejected:
        return rejected.failure.code


def decoded(file: bytes) -> str:
    try:
        return str(upright_pixels(file).shape)
    except (ImageTooLarge, InvalidImageFormat, InvalidParameter) as refusal:
        return type(refusal).__name__


@pytest.mark.parametrize("file", PNGS.values(), ids=PNGS.keys())
def test_header_of_a_png_is_its_first_chunk_whatever_follows(file: bytes) -> None:
    assert found_in(file) == found_in(file[:HEAD_BYTES], whole=False) == found_in(PNG)
    assert peak_bytes_of(file) < 100_000


@pytest.mark.parametrize("file", JPEGS.values(), ids=JPEGS.keys())
def test_jpeg_of_more_parts_than_any_has_is_corrupt(file: bytes) -> None:
    assert found_in(file) is FailureCode.CORRUPT_IMAGE
    assert peak_bytes_of(file) < 3 * MAX_IMAGE_BYTES


@pytest.mark.parametrize("file", JPEGS.values(), ids=JPEGS.keys())
def test_jpeg_of_many_parts_is_read_twice_at_the_most(file: bytes) -> None:
    objects, looked_at = FakeObjects(), list[int]()
    objects.put(KEY, file)
    version = objects.look(BUCKET, KEY)
    assert version

    def reader(head: bytes, *, whole: bool) -> Format | None:
        looked_at.append(len(head))
        return read_header(head, whole=whole)

    with pytest.raises(ImageRejected) as rejected:
        inspect(objects, reader, version)

    assert rejected.value.failure.code is FailureCode.CORRUPT_IMAGE
    assert looked_at == [HEAD_BYTES, len(file)]


def test_jpeg_whose_metadata_fills_it_is_read() -> None:
    assert found_in(filled(JPEG, 2, segment(b"\xeb", bytes(65_000)))) == found_in(JPEG)


@pytest.mark.parametrize("file", [png_of(SIDE, SIDE), jpeg_of(SIDE, SIDE)], ids=["PNG", "JPEG"])
def test_picture_of_fifty_thousand_by_fifty_thousand_takes_no_memory_for_its_pixels(
    file: bytes,
) -> None:
    found = found_in(file)

    assert isinstance(found, Format)
    assert (found.width, found.height) == (SIDE, SIDE)
    assert peak_bytes_of(file) < 100_000
    assert decoded(file) == "ImageTooLarge"


@pytest.mark.parametrize("file", POLYGLOTS.values(), ids=POLYGLOTS.keys())
def test_file_in_two_formats_is_the_picture_that_it_begins_with(file: bytes) -> None:
    alone = JPEG if file.startswith(JPEG[:3]) else PNG

    assert found_in(file) == found_in(alone)
    assert decoded(file) == decoded(alone) == "(100, 120, 3)"


@pytest.mark.parametrize(
    "file", [*PNGS.values(), *JPEGS.values()], ids=[*PNGS.keys(), *JPEGS.keys()]
)
def test_engine_decodes_or_refuses_a_file_of_too_many_parts(file: bytes) -> None:
    tracemalloc.start()
    try:
        outcome = decoded(file)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert outcome in ("InvalidImageFormat", "(100, 120, 3)")
    assert peak_bytes < 80_000_000


@given(data=st.data(), file=st.sampled_from([JPEG, PNG]))
def test_engine_decodes_or_refuses_a_damaged_or_truncated_file(
    data: st.DataObject, file: bytes
) -> None:
    damaged = bytearray(file[: data.draw(st.integers(1, len(file)))])
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=6)):
        damaged[place] ^= 1 << data.draw(st.integers(0, 7))

    outcome = decoded(bytes(damaged))

    assert outcome in ("InvalidImageFormat", "ImageTooLarge", "InvalidParameter") or (
        outcome.endswith(", 3)")
    )
