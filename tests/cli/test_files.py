"""Which files of a folder are uploaded, and what is checked before the upload."""

import base64
import hashlib
import os
import tracemalloc
from pathlib import Path

import pytest
from facegraph.cli.failure import CommandFailed
from facegraph.cli.upload.tree import PassedOver, photos_in, require_paths
from facegraph.errors import UploadRejected
from facegraph.photo import MAX_BYTES, content_type_of, read_photo
from rekognition_tests.photos import astronaut, coffee, encoded, shipped

_BYTES_OF_NOTHING = 50  # a stored path takes more


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def _names(folder: Path, *, recursive: bool, passed_over: PassedOver | None = None) -> set[str]:
    found = photos_in([folder], recursive=recursive, passed_over=passed_over)
    return {path.relative_to(folder).as_posix() for path in found}


def test_photos_of_a_folder_are_found_by_their_names(tmp_path: Path) -> None:
    _touch(tmp_path, "a.jpg", "b.JPEG", "c.png", "d.gif", "notes", ".e.jpg", "deeper/f.jpg")
    passed_over = PassedOver()

    found = _names(tmp_path, recursive=False, passed_over=passed_over)

    assert found == {"a.jpg", "b.JPEG", "c.png"}
    assert (passed_over.other_files, passed_over.folders) == (3, 1)


def test_nested_folders_are_read_with_recursive(tmp_path: Path) -> None:
    _touch(tmp_path, "a.jpg", "one/b.jpg", "one/two/c.jpg", ".git/d.jpg")

    assert _names(tmp_path, recursive=True) == {"a.jpg", "one/b.jpg", "one/two/c.jpg"}


def test_links_to_files_are_followed_and_links_to_folders_are_not(tmp_path: Path) -> None:
    _touch(tmp_path, "one/a.jpg")
    (tmp_path / "circle").symlink_to(tmp_path)
    (tmp_path / "link.jpg").symlink_to(tmp_path / "one" / "a.jpg")

    assert _names(tmp_path, recursive=True) == {"one/a.jpg", "link.jpg"}


def test_file_that_is_named_is_taken_whatever_its_name(tmp_path: Path) -> None:
    _touch(tmp_path, "notes.txt")

    assert list(photos_in([tmp_path / "notes.txt"], recursive=False)) == [tmp_path / "notes.txt"]


def test_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="There is no file or folder"):
        require_paths([tmp_path, tmp_path / "nowhere"])


def test_folder_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    passed_over, scan = PassedOver(), os.scandir

    def guarded(folder: Path) -> object:
        if folder.name == "closed":  # root, who may run the tests, can read every folder
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr(os, "scandir", guarded)

    assert _names(tmp_path, recursive=True, passed_over=passed_over) == set()
    assert passed_over.unreadable == [f"{tmp_path / 'closed'} cannot be read: Permission denied"]


@pytest.mark.slow
def test_walking_takes_no_more_memory_for_more_files(tmp_path: Path) -> None:
    def peak_bytes(files: int) -> int:
        """The lowest of three: in one run the interpreter's table of names may grow by some
        megabytes, because paths use it."""
        folder = tmp_path / str(files)
        _touch(folder, *(f"{number}.jpg" for number in range(files)))
        return min(_peak_bytes_of_walk(folder, files) for _ in range(3))

    few, many = peak_bytes(200), peak_bytes(4000)

    assert many - few < (4000 - 200) * _BYTES_OF_NOTHING


def _peak_bytes_of_walk(folder: Path, files: int) -> int:
    tracemalloc.start()
    assert sum(1 for _ in photos_in([folder], recursive=True)) == files
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.jpg", astronaut(), "image/jpeg"),
        ("misnamed.jpg", encoded(shipped("coffee"), "PNG"), "image/png"),
    ],
)
def test_content_type_is_what_the_bytes_are(
    tmp_path: Path, name: str, content: bytes, content_type: str
) -> None:
    (tmp_path / name).write_bytes(content)

    photo = read_photo(tmp_path / name)

    assert (photo.content_type, photo.size_bytes) == (content_type, len(content))
    assert base64.b64decode(photo.content_md5) == hashlib.md5(content).digest()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY"),
        (b"GIF89a...", "UNSUPPORTED_FORMAT"),
        (coffee() + bytes(MAX_BYTES), "TOO_LARGE"),
    ],
    ids=["empty", "gif", "large"],
)
def test_file_that_the_api_would_refuse_is_unfit(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "photo.jpg").write_bytes(content)

    with pytest.raises(UploadRejected) as unfit:
        content_type_of(tmp_path / "photo.jpg")

    assert unfit.value.code == code


def test_file_that_is_gone_or_badly_named_is_unfit(tmp_path: Path) -> None:
    for name, code in (("gone.jpg", "UNREADABLE"), ("\udcff.jpg", "UNSUPPORTED_NAME")):
        with pytest.raises(UploadRejected) as unfit:
            read_photo(tmp_path / name)
        assert unfit.value.code == code
