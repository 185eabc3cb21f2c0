"""HeaderReader: the fake and the adapter give the same result for every header."""

from dataclasses import dataclass

import pytest

from adapters.image_header import read_header
from core.model.detection import Format
from core.model.failure import FailureCode, ImageRejected
from core.ports import HeaderReader
from tests.support.builders import a_format, picture
from tests.support.fakes import CUT_OFF, fake_read_header


@dataclass(frozen=True, slots=True)
class Kind:
    """An image file and two beginnings of it: the complete header, and a part of the header."""

    reader: HeaderReader
    file: bytes
    header: bytes
    beginning: bytes
    format: Format


def _kind(name: str, header_bytes: int) -> Kind:
    file = picture(640, 480, name)
    expected = Format(content_type=f"image/{name.lower()}", width=640, height=480)
    return Kind(read_header, file, file[:header_bytes], file[:20], expected)


KINDS = {
    "fake": Kind(fake_read_header, CUT_OFF, b"picture", b"pic", a_format()),
    "JPEG": _kind("JPEG", 700),
    "PNG": _kind("PNG", 33),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.mark.parametrize("whole", [True, False])
def test_header_is_read_whether_it_is_the_whole_file_or_not(kind: Kind, whole: bool) -> None:
    assert kind.reader(kind.file, whole=whole) == kind.format
    assert kind.reader(kind.header, whole=whole) == kind.format


@pytest.mark.parametrize("behind", [b"", b"\0" * 100, b"picture"])
def test_bytes_after_the_header_change_nothing(kind: Kind, behind: bytes) -> None:
    assert kind.reader(kind.file + behind, whole=True) == kind.format


def test_more_bytes_are_requested_when_the_header_is_incomplete(kind: Kind) -> None:
    assert kind.reader(kind.beginning, whole=False) is None


def test_file_that_ends_in_its_header_is_corrupt(kind: Kind) -> None:
    with pytest.raises(ImageRejected) as rejected:
        kind.reader(kind.beginning, whole=True)

    assert rejected.value.failure.code is FailureCode.CORRUPT_IMAGE


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("head", [b"", b"text", b"GIF89a", b" pic\xff\xd8\xff"])
def test_file_that_does_not_begin_as_an_image_is_an_unsupported_format(
    kind: Kind, head: bytes, whole: bool
) -> None:
    with pytest.raises(ImageRejected) as rejected:
        kind.reader(head, whole=whole)

    assert rejected.value.failure.code is FailureCode.UNSUPPORTED_FORMAT
