import io
import struct
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import ExifTags
from PIL import Image as PillowImage

from adapters.image_header import read_header
from core.model.detection import Format
from core.model.failure import FailureCode, ImageRejected
from core.use_cases.inspection import HEAD_BYTES
from tests.support.builders import picture

JPEG = picture(120, 100)
PNG = picture(120, 100, "PNG")
TAIL = b"\xff\xd9"


def jpeg_format(width: int = 120, height: int = 100) -> Format:
    return Format(content_type="image/jpeg", width=width, height=height)


def png_format(width: int = 120, height: int = 100) -> Format:
    return Format(content_type="image/png", width=width, height=height)


def oriented(orientation: int, format: str = "JPEG") -> bytes:
    exif = PillowImage.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return picture(120, 100, format, exif=exif)


def with_segments(jpeg: bytes, count: int) -> bytes:
    """Application segments of 60 kB each before everything else, as depth maps and profiles are."""
    segment = b"\xff\xeb" + struct.pack(">H", 60_002) + bytes(60_000)
    return jpeg[:2] + segment * count + jpeg[2:]


def png_with_profile(size_bytes: int) -> bytes:
    chunk = b"tEXt" + b"a\0" + b"x" * size_bytes
    return (
        PNG[:33]
        + struct.pack(">I", len(chunk) - 4)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + PNG[33:]
    )


def found_in(file: bytes) -> Format | FailureCode | None:
    try:
        return read_header(file, whole=True)
    except ImageRejected as rejected:
        return rejected.failure.code


def rejection(file: bytes, *, whole: bool = True) -> FailureCode:
    with pytest.raises(ImageRejected) as rejected:
        read_header(file, whole=whole)
    return rejected.value.failure.code


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (JPEG, jpeg_format()),
        (picture(120, 100, progressive=True), jpeg_format()),
        (PNG, png_format()),
        (picture(1, 1), jpeg_format(1, 1)),
        (picture(5000, 1, "PNG"), png_format(5000, 1)),
    ],
    ids=["JPEG", "progressive JPEG", "PNG", "one pixel", "one line"],
)
def test_header_gives_format_and_size(file: bytes, expected: Format) -> None:
    assert read_header(file, whole=True) == expected


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_header_of_grey_and_of_print_pictures_is_read(mode: str) -> None:
    buffer = io.BytesIO()
    PillowImage.new(mode, (120, 100)).save(buffer, "JPEG")

    assert read_header(buffer.getvalue(), whole=True) == jpeg_format()


@pytest.mark.parametrize("orientation", [1, 2, 3, 4])
def test_size_of_an_upright_jpeg_is_as_stored(orientation: int) -> None:
    assert read_header(oriented(orientation), whole=True) == jpeg_format(120, 100)


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_size_of_a_rotated_jpeg_is_that_of_the_upright_image(orientation: int) -> None:
    assert read_header(oriented(orientation), whole=True) == jpeg_format(100, 120)


def test_orientation_in_a_png_is_not_followed_since_the_engine_does_not() -> None:
    assert read_header(oriented(6, "PNG"), whole=True) == png_format(120, 100)


@pytest.mark.parametrize("exif", [b"", b"II", b"garbage", b"II*\0\xff\xff\xff\x7f", b"MM\0*" * 9])
def test_jpeg_with_broken_exif_is_read_as_stored(exif: bytes) -> None:
    file = picture(120, 100, exif=b"Exif\0\0" + exif)

    assert read_header(file, whole=True) == jpeg_format()


def test_head_without_the_size_asks_for_more_and_the_whole_file_has_it() -> None:
    file = with_segments(JPEG, count=5)

    assert read_header(file[:HEAD_BYTES], whole=False) is None
    assert read_header(file, whole=True) == jpeg_format()


def test_size_of_a_png_stands_before_long_metadata() -> None:
    file = png_with_profile(HEAD_BYTES)

    assert read_header(file[:HEAD_BYTES], whole=False) in (None, png_format())
    assert read_header(file, whole=True) == png_format()


@pytest.mark.parametrize("file", [JPEG, PNG, oriented(6)], ids=["JPEG", "PNG", "lying JPEG"])
def test_no_part_of_a_file_gives_another_size_than_the_whole(file: bytes) -> None:
    expected = read_header(file, whole=True)

    for end in range(8, len(file)):
        assert read_header(file[:end], whole=False) in (None, expected)


@pytest.mark.parametrize(
    "file", [JPEG[:20], PNG[:20], JPEG[:3], PNG[:8], JPEG[:2] + TAIL + JPEG[:1]]
)
def test_whole_file_without_a_size_is_rejected(file: bytes) -> None:
    code = rejection(file)

    assert code in (FailureCode.CORRUPT_IMAGE, FailureCode.UNSUPPORTED_FORMAT)


@pytest.mark.parametrize(
    "file",
    [
        picture(100, 100, "WEBP"),
        picture(100, 100, "GIF"),
        picture(100, 100, "BMP"),
        picture(100, 100, "TIFF"),
        b"plain text",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\x00\x00\x00\x18ftypheic",
        b"",
        b"\xff\xd8",
        b" " + JPEG,
    ],
    ids=["WebP", "GIF", "BMP", "TIFF", "text", "SVG", "PDF", "HEIC", "empty", "mark", "shifted"],
)
@pytest.mark.parametrize("whole", [True, False])
def test_other_formats_are_rejected_from_their_first_bytes(file: bytes, whole: bool) -> None:
    assert rejection(file, whole=whole) is FailureCode.UNSUPPORTED_FORMAT


@given(file=st.binary(max_size=300), start=st.sampled_from([b"\xff\xd8\xff", PNG[:8]]))
@example(file=PNG[8:29] + b"\0" * 9, start=PNG[:8])
def test_garbage_behind_a_signature_is_an_image_or_corrupt(file: bytes, start: bytes) -> None:
    found = found_in(start + file)

    assert found is FailureCode.CORRUPT_IMAGE or isinstance(found, Format)


@given(data=st.data(), file=st.sampled_from([JPEG, PNG, oriented(6)]))
def test_damaged_header_is_read_or_rejected_and_never_anything_else(
    data: st.DataObject, file: bytes
) -> None:
    damaged = bytearray(file)
    places = st.integers(0, min(len(file), 400) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=6)):
        damaged[place] = data.draw(st.integers(0, 255))

    found = found_in(bytes(damaged))

    assert found in (FailureCode.CORRUPT_IMAGE, FailureCode.UNSUPPORTED_FORMAT) or isinstance(
        found, Format
    )


def test_huge_size_in_a_header_allocates_nothing() -> None:
    ihdr = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    file = PNG[:8] + struct.pack(">I", 13) + ihdr + struct.pack(">I", zlib.crc32(ihdr)) + PNG[33:]

    assert read_header(file, whole=True) == png_format(100_000, 100_000)
