import pytest

from core.model.detection import Format
from core.model.failure import FailureCode, ImageRejected
from core.model.stored_object import ObjectVersion
from core.model.upload import MAX_IMAGE_BYTES
from core.use_cases.inspection import HEAD_BYTES, inspect
from tests.support.builders import BUCKET, KEY, a_format, a_version
from tests.support.fakes import FakeObjects


class Reader:
    """Needs `needed_bytes` of a file to find its format."""

    def __init__(self, form: Format | None = None, needed_bytes: int = 1) -> None:
        self.form, self.needed_bytes = form or a_format(), needed_bytes
        self.looked_at: list[tuple[int, bool]] = []

    def __call__(self, head: bytes, *, whole: bool) -> Format | None:
        self.looked_at.append((len(head), whole))
        return self.form if len(head) >= self.needed_bytes else None


def stored(objects: FakeObjects, size_bytes: int) -> ObjectVersion:
    objects.put(KEY, bytes(size_bytes))
    version = objects.look(BUCKET, KEY)
    assert version
    return version


def rejection(objects: FakeObjects, reader: Reader, version: ObjectVersion) -> FailureCode:
    with pytest.raises(ImageRejected) as rejected:
        inspect(objects, reader, version)
    return rejected.value.failure.code


def test_small_file_is_read_once_and_whole() -> None:
    objects, reader = FakeObjects(), Reader()

    assert inspect(objects, reader, stored(objects, 1000)) == a_format()
    assert reader.looked_at == [(1000, True)]


def test_large_file_is_read_from_its_head() -> None:
    objects, reader = FakeObjects(), Reader()

    assert inspect(objects, reader, stored(objects, HEAD_BYTES + 1)) == a_format()
    assert reader.looked_at == [(HEAD_BYTES, False)]


def test_file_with_a_long_header_is_read_whole_the_second_time() -> None:
    objects, reader = FakeObjects(), Reader(needed_bytes=HEAD_BYTES + 5)

    assert inspect(objects, reader, stored(objects, HEAD_BYTES + 9)) == a_format()
    assert reader.looked_at == [(HEAD_BYTES, False), (HEAD_BYTES + 9, True)]


def test_file_whose_header_never_ends_is_corrupt() -> None:
    objects, reader = FakeObjects(), Reader(needed_bytes=2000)

    assert rejection(objects, reader, stored(objects, 1000)) is FailureCode.CORRUPT_IMAGE


@pytest.mark.parametrize(
    ("size_bytes", "code"),
    [(0, FailureCode.EMPTY), (MAX_IMAGE_BYTES + 1, FailureCode.TOO_LARGE)],
)
def test_file_of_an_unfit_size_is_rejected_without_reading_it(
    size_bytes: int, code: FailureCode
) -> None:
    reader = Reader()

    assert rejection(FakeObjects(), reader, a_version(size_bytes=size_bytes)) is code
    assert reader.looked_at == []


@pytest.mark.parametrize(("width", "height"), [(79, 1000), (1000, 79)])
def test_image_with_a_side_below_80_pixels_is_rejected(width: int, height: int) -> None:
    objects, reader = FakeObjects(), Reader(a_format(width, height))

    assert rejection(objects, reader, stored(objects, 1000)) is FailureCode.TOO_SMALL


def test_image_of_80_pixels_is_taken() -> None:
    objects, reader = FakeObjects(), Reader(a_format(80, 80))

    assert inspect(objects, reader, stored(objects, 1000)) == a_format(80, 80)
