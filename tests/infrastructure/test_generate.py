"""`make generate` on a copy of the repository whose declarations are incomplete."""

from pathlib import Path

import pytest

from infrastructure.generate import committed
from tests.support.copied_repository import copy_of_tree, run_in

UNDESCRIBED = (
    "core/model/face.py",
    "    smile: FaceAttribute | None = None",
    "    hat: bool | None = None\n    smile: FaceAttribute | None = None",
    "describe Face.hat in core/model/face.py",
)
UNKNOWN_FIELD = (
    "clients/operations/queries.graphql",
    "image(id: $id) {",
    "image(id: $id) { hat",
    "edit clients/operations: Cannot query field 'hat' on type 'Image'",
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_tree(tmp_path_factory.mktemp("repository"))


@pytest.mark.parametrize(
    ("file", "before", "after", "advice"), [UNDESCRIBED, UNKNOWN_FIELD], ids=["member", "field"]
)
def test_nothing_is_written_when_a_declaration_is_incomplete(
    tree: Path, file: str, before: str, after: str, advice: str
) -> None:
    whole = (tree / file).read_text()
    (tree / file).write_text(whole.replace(before, after, 1))
    assert (tree / file).read_text() != whole

    run = run_in(tree, "make generate")

    (tree / file).write_text(whole)
    assert run.returncode
    assert advice in run.stdout
    assert "Nothing was written." in run.stdout
    assert {path: (tree / path).read_text() for path in committed()} == committed()


def test_everything_is_up_to_date_when_nothing_has_changed(tree: Path) -> None:
    run = run_in(tree, "make generate")

    assert (run.returncode, run.stdout) == (0, "Everything is up to date.\n")
