from pathlib import Path

import pytest

from infrastructure.replacement import replace_files

OLD = {"a.txt": "old a", "sub/b.txt": "old b", "gone.txt": "old"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in OLD.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "folder"


def content(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def test_files_are_replaced_added_and_removed(folder: Path, tmp_path: Path) -> None:
    texts = {Path("a.txt"): "new a", Path("new", "c.txt"): "new c"}

    replace_files(folder, texts, [Path("gone.txt")], tmp_path)

    assert content(folder) == {"a.txt": "new a", "sub/b.txt": "old b", "new/c.txt": "new c"}


def test_every_file_is_as_before_when_one_cannot_be_replaced(folder: Path, tmp_path: Path) -> None:
    (folder / "occupied" / "by a folder").mkdir(parents=True)
    texts = {Path("a.txt"): "new a", Path("c.txt"): "new c", Path("occupied"): "text"}

    with pytest.raises(OSError, match="occupied"):
        replace_files(folder, texts, [Path("gone.txt")], tmp_path)

    assert content(folder) == OLD
