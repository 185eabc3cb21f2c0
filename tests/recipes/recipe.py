"""A page of docs/developing/recipes as a program: its edits, its new files and its commands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infrastructure.bundle import ROOT
from tests.support.copied_repository import run_in

PAGES = ROOT / "docs" / "developing" / "recipes"
_BLOCK = re.compile(
    r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$',
    re.DOTALL | re.MULTILINE,
)
_FILE_LINE = "--- "
_HUNK_LINE = "@@"


class StepFailed(Exception):
    """The tree differs from the page, or a command failed."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces lines that stand in the file exactly once."""

    file: str
    before: str
    after: str

    def apply(self, tree: Path) -> None:
        path = tree / self.file
        text = path.read_text()
        if text.count(self.before) != 1:
            count = text.count(self.before)
            raise StepFailed(f"{self.file} holds these lines {count} times:\n{self.before}")
        path.write_text(text.replace(self.before, self.after))


@dataclass(frozen=True, slots=True)
class NewFile:
    file: str
    text: str

    def apply(self, tree: Path) -> None:
        path = tree / self.file
        if path.exists():
            raise StepFailed(f"{self.file} exists already")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text)


@dataclass(frozen=True, slots=True)
class Command:
    text: str

    def apply(self, tree: Path) -> None:
        run = run_in(tree, self.text)
        if run.returncode:
            raise StepFailed(f"{self.text}\nended with {run.returncode}:\n{run.stdout}")


Step = Edit | NewFile | Command


def steps_of(page: str) -> list[Step]:
    """The steps in the page's order. A block in another language is not a step."""
    return [step for block in _BLOCK.finditer(page) for step in _steps(block)]


def files_written(steps: list[Step]) -> set[str]:
    return {step.file for step in steps if not isinstance(step, Command)}


def _steps(block: re.Match[str]) -> Iterator[Step]:
    if block["title"]:
        yield NewFile(block["title"], block["text"])
    elif block["language"] == "diff":
        yield from _edits(block["text"].splitlines())
    elif block["language"] == "sh":
        yield Command(block["text"])


def _edits(lines: list[str]) -> Iterator[Edit]:
    file = lines[0].removeprefix(_FILE_LINE)
    hunk: list[str] = []
    for line in [*lines[1:], _HUNK_LINE]:
        if line == _HUNK_LINE and not hunk:
            continue
        if line == _HUNK_LINE:
            yield Edit(file, _side(hunk, " -"), _side(hunk, " +"))
            hunk = []
        else:
            hunk.append(line or " ")


def _side(hunk: list[str], marks: str) -> str:
    return "".join(f"{line[1:]}\n" for line in hunk if line[0] in marks)
