from pathlib import Path

import pytest

from infrastructure.bundle import ROOT
from tests.recipes.recipe import (
    PAGES,
    Command,
    Edit,
    NewFile,
    StepFailed,
    files_written,
    steps_of,
)
from tests.support.copied_repository import copy_of_tree
from tests.support.drift import no_drift

BACKEND = ("core", "adapters", "processors", "resolvers", "schema", "infrastructure")
# The hand-written files of the backend, and of everything but tests.
MOST_FILES = {"face-member": (5, 5), "query": (8, 8), "processor": (8, 9)}
PAGE_NAMES = sorted(page.stem for page in PAGES.glob("*.md"))


def steps(page_name: str) -> list[Edit | NewFile | Command]:
    return steps_of((PAGES / f"{page_name}.md").read_text())


@pytest.mark.timeout(900)  # npm may have to install the TypeScript generator first
@pytest.mark.parametrize("page_name", PAGE_NAMES)
def test_steps_of_a_recipe_are_all_that_is_needed(page_name: str, tmp_path: Path) -> None:
    tree = copy_of_tree(tmp_path)

    for step in steps(page_name):
        step.apply(tree)


@pytest.mark.parametrize("page_name", PAGE_NAMES)
def test_a_recipe_touches_few_files_by_hand(page_name: str) -> None:
    written = files_written(steps(page_name))

    of_backend = {file for file in written if file.startswith(BACKEND)}
    beside_tests = {file for file in written if "tests/" not in file}
    most_of_backend, most_beside_tests = MOST_FILES[page_name]
    page = f"docs/developing/recipes/{page_name}.md"
    too_many = of_backend if len(of_backend) > most_of_backend else set()
    problem = f"more than {most_of_backend} hand-written files of the backend"
    no_drift(too_many, problem, edit=page, run="make test")
    too_many = beside_tests if len(beside_tests) > most_beside_tests else set()
    problem = f"more than {most_beside_tests} hand-written files beside tests"
    no_drift(too_many, problem, edit=page, run="make test")


@pytest.mark.parametrize("page_name", PAGE_NAMES)
def test_lines_that_a_recipe_replaces_are_in_this_tree_once(page_name: str) -> None:
    edits = [step for step in steps(page_name) if isinstance(step, Edit)]

    stale = [e.file for e in edits if (ROOT / e.file).read_text().count(e.before) != 1]

    page = f"docs/developing/recipes/{page_name}.md"
    no_drift(stale, "has other lines than the recipe's edit", edit=page, run="make test")


def test_a_recipe_whose_command_fails_is_not_carried_out(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="ended with 3"):
        Command("exit 3").apply(tmp_path)


def test_an_edit_whose_lines_have_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one\ntwo\n")
    (edit,) = steps_of("```diff\n--- a.py\n@@\n one\n-three\n+four\n```\n")

    with pytest.raises(StepFailed, match=r"a\.py holds these lines 0 times"):
        edit.apply(tmp_path)

    assert (tmp_path / "a.py").read_text() == "one\ntwo\n"
