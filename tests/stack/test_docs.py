import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.photos import group_of
from tests.stack.system import System

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(
    r"(?P<mark><!-- run: [^\n]*-->\n)?```(?P<language>sh|python)\n(?P<code>.*?)```", re.DOTALL
)

# Commands that a reader's machine must not run in passing, and what runs them instead.
RUN_ELSEWHERE = {
    "make run": "tests/stack: the command itself, with ports of its own",
    "make test": "this",
    "make soak": "tests/faults: fewer schedules, by the command itself",
    "make synth": "tests/template",
    "make deploy": "tests/template: its refusals; the rest needs an account",
    "make redrive": "tests/stack: redriving",
    "make republish": "tests/stack: republishing",
    ".venv/bin/facegraph doctor": "tests/cli: its findings, one by one",
    ".venv/bin/facegraph up": "tests/stack/cli: with ports of its own",
    ".venv/bin/facegraph down": "tests/stack/cli: up and down",
    ".venv/bin/facegraph watch": "tests/stack/cli: watching, which ends when events come",
    ".venv/bin/facegraph sign-in": "tests/stack/cli: signing in to a stack",
    ".venv/bin/facegraph sign-out": "tests/stack/cli: signing in to a stack",
}


@dataclass(frozen=True, slots=True)
class Block:
    page: str
    language: str
    code: str
    runs: bool

    def __str__(self) -> str:
        return f"{self.page}: {self.code.strip().splitlines()[-1]}"


def _blocks() -> list[Block]:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        Block(page.name, found["language"], found["code"], found["mark"] is not None)
        for page in pages
        for found in _BLOCK.finditer(page.read_text())
    ]


@pytest.fixture
def clone(system: System, tmp_path: Path) -> Path:
    """A folder that has what the examples find in the repository's."""
    (tmp_path / ".facegraph").mkdir()
    system.outputs.write(tmp_path / ".facegraph" / "outputs.json")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "photo.jpg").write_bytes(group_of(3, 3))
    return tmp_path


@pytest.mark.parametrize("block", [block for block in _blocks() if block.runs], ids=str)
def test_example_runs(clone: Path, block: Block) -> None:
    command = {"sh": ["sh", "-eu", "-c"], "python": [".venv/bin/python", "-W", "error", "-c"]}

    run = subprocess.run(
        [*command[block.language], block.code],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert "errors" not in run.stdout


def test_every_other_command_is_run_by_a_test_of_its_own() -> None:
    blocks = [block for block in _blocks() if block.language == "sh" and not block.runs]

    commands = {" ".join(line.split()[:2]) for block in blocks for line in block.code.splitlines()}

    assert commands <= RUN_ELSEWHERE.keys()


def test_readme_shows_how_to_start_and_how_to_test() -> None:
    shown = "".join(block.code for block in _blocks() if block.page == "README.md")

    assert "make run " in shown
    assert "make test " in shown
