import os
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.node import node_executable
from infrastructure.npm import install_packages
from tests.docs.pages import README, ROOT, Block, blocks
from tests.photos import group_of
from tests.stack.system import System

# Commands that a reader's machine must not run in passing, and what runs them instead.
RUN_ELSEWHERE = {
    "make run": "tests/stack: the command itself, with ports of its own",
    "make test": "this",
    "make soak": "tests/faults: fewer schedules, by the command itself",
    "make synth": "tests/template",
    "make deploy": "tests/template: its refusals; the rest needs an account",
    "make redrive": "tests/stack: redriving",
    "make republish": "tests/stack: republishing",
    "make docs": "tests/docs: the command itself",
    ".venv/bin/facegraph doctor": "tests/cli: its findings, one by one",
    ".venv/bin/facegraph up": "tests/stack/cli: with ports of its own",
    ".venv/bin/facegraph down": "tests/stack/cli: up and down",
    ".venv/bin/facegraph watch": "tests/stack/cli: watching, which ends when events come",
    ".venv/bin/facegraph sign-in": "tests/stack/cli: signing in to a stack",
    ".venv/bin/facegraph sign-out": "tests/stack/cli: signing in to a stack",
}
# Code that is no example to run: it shows what something looks like.
FRAGMENTS = {("docs/appsync.md", "python")}
NODE_FOLDER = ROOT / "tests" / "clients"
NOT_CODE = {"json", "text"}


@pytest.fixture
def clone(system: System, tmp_path: Path) -> Path:
    """A folder that has what the examples find in the repository's."""
    (tmp_path / ".facegraph").mkdir()
    system.outputs.write(tmp_path / ".facegraph" / "outputs.json")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "photo.jpg").write_bytes(group_of(3, 3))
    (tmp_path / "node_modules").symlink_to(NODE_FOLDER / "node_modules")
    (tmp_path / "clients").symlink_to(ROOT / "clients")
    return tmp_path


@pytest.fixture(scope="session")
def node_packages() -> None:
    install_packages(NODE_FOLDER)


@pytest.mark.parametrize("block", [block for block in blocks() if block.mark == "run"], ids=str)
def test_example_runs(clone: Path, block: Block, request: pytest.FixtureRequest) -> None:
    command: dict[str, list[str | Path]] = {
        "sh": ["sh", "-eu", "-c", block.code],
        "python": [".venv/bin/python", "-W", "error", "-c", block.code],
        "js": [node_executable(), "--input-type=module", "--eval", block.code],
    }
    if block.language == "js":
        request.getfixturevalue("node_packages")

    run = subprocess.run(
        command[block.language], cwd=clone, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr
    assert "errors" not in run.stdout
    assert run.stdout.strip()


def test_every_other_command_is_run_by_a_test_of_its_own() -> None:
    others = [block for block in blocks() if block.language == "sh" and not block.mark]

    commands = {" ".join(line.split()[:2]) for block in others for line in block.code.splitlines()}

    assert commands <= RUN_ELSEWHERE.keys()


def test_every_other_block_is_no_code_to_run() -> None:
    others = [block for block in blocks() if not block.mark and block.language != "sh"]

    unrun = {(os.fspath(block.page.relative_to(ROOT)), block.language) for block in others}

    assert {place for place in unrun if place[1] not in NOT_CODE} == FRAGMENTS


def test_readme_shows_how_to_start_and_how_to_test() -> None:
    shown = "".join(block.code for block in blocks() if block.page == README)

    assert "make run " in shown
    assert "make test " in shown
