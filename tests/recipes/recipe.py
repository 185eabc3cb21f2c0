"""A page of docs/developing/recipes as a program: its edits, its new files and its commands."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from infrastructure.bundle import ROOT
from infrastructure.npm import install_packages

PAGES = ROOT / "docs" / "developing" / "recipes"
PACKAGES = ("clients/python", "emulators/appsync", "emulators/rekognition", "emulators/streams")
_SHARED = (".venv", ".venv-codegen", ".build")  # files in .build are named by their content
_LONG_AGO_S = 946_684_800  # so that `make` finds the environments newer than their locks
_NODE_PACKAGES = ("clients/typescript", "console")
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
        run = subprocess.run(
            ["sh", "-eu", "-c", self.text],
            cwd=tree,
            env=_environment(tree),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
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


def copy_of_tree(folder: Path) -> Path:
    """A copy of the files that Git tracks or would add, with this tree's environments."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
            os.utime(folder / name, (_LONG_AGO_S, _LONG_AGO_S))
    for package in _NODE_PACKAGES:
        install_packages(ROOT / package)
    for name in (*_SHARED, *(f"{package}/node_modules" for package in _NODE_PACKAGES)):
        (folder / name).symlink_to(ROOT / name)
    return folder


def _environment(tree: Path) -> Mapping[str, str]:
    """The environment without variables of `make` and pytest; the copy's packages come first."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "PYTEST_"))
    }
    paths = os.pathsep.join(str(tree / package) for package in PACKAGES)
    return inherited | {"PYTHONPATH": paths, "PYTHON": sys.executable}
