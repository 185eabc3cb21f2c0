"""`make generate`: writes everything that is made from the declarations, whole or not at all.

The clients' generators run on a copy. The repository's files are replaced when all texts are made.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from graphql import GraphQLError

from core.model.shape import NoJsonForm
from infrastructure.npm import NpmFailed, install_packages, run_script
from infrastructure.replacement import replace_files
from schema.export import ROOT
from schema.generated import MarksMissing, texts
from schema.meanings import Undescribed

PYTHON_CLIENT = Path("clients", "python", "facegraph", "client")
TYPESCRIPT = Path("clients", "typescript")
_TYPESCRIPT_FILE = TYPESCRIPT / "facegraph.ts"
_OURS = "appsync_*.py"  # of the Python client's modules, all others are generated
_CODEGEN_PYTHON = ROOT / ".venv-codegen" / "bin" / "python"
_EXCEPTION_CLASS = re.compile(r"^(\w+\.)+\w+: ")
_NOT_COPIED = shutil.ignore_patterns("node_modules", "build", "cli", "__pycache__")


class GenerationFailed(Exception):
    """A client's generator refused the operations; the text says why."""


def generated(folder: Path) -> dict[Path, str]:
    """Every generated text, by its path in the repository; made in this empty folder."""
    made = {path.relative_to(ROOT): text for path, text in texts().items()}
    shutil.copytree(ROOT / "clients", folder / "clients", ignore=_NOT_COPIED)
    shutil.copy(ROOT / "pyproject.toml", folder)  # the generated text's line length is in it
    _write(folder, made)
    _make_python_client(folder)
    _make_typescript(folder)
    modules = {path.relative_to(folder): path.read_text() for path in _modules(folder)}
    return made | modules | {_TYPESCRIPT_FILE: (folder / _TYPESCRIPT_FILE).read_text()}


def committed() -> dict[Path, str]:
    """The generated texts as they are in the repository, by path."""
    paths = [*texts(), *_modules(ROOT), ROOT / _TYPESCRIPT_FILE]
    return {path.relative_to(ROOT): path.read_text() for path in paths if path.exists()}


def _make_python_client(folder: Path) -> None:
    for module in _modules(folder):
        module.unlink()
    run = subprocess.run(
        [_CODEGEN_PYTHON, "-m", "ariadne_codegen", "--config", "ariadne-codegen.toml"],
        cwd=folder / "clients",
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise GenerationFailed(f"edit clients/operations: {_last_line(run.stderr or run.stdout)}")


def _make_typescript(folder: Path) -> None:
    install_packages(ROOT / TYPESCRIPT)
    (folder / TYPESCRIPT / "node_modules").symlink_to(ROOT / TYPESCRIPT / "node_modules")
    run_script(folder / TYPESCRIPT, "generate")


def _modules(folder: Path) -> Iterator[Path]:
    ours = set((folder / PYTHON_CLIENT).glob(_OURS))
    return (path for path in sorted((folder / PYTHON_CLIENT).glob("*.py")) if path not in ours)


def _last_line(text: str) -> str:
    """The message of a traceback, without the exception's class."""
    last = next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")
    return _EXCEPTION_CLASS.sub("", last)


def _write(folder: Path, made: Mapping[Path, str]) -> None:
    for path, text in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def _move_in(made: Mapping[Path, str], work: Path) -> list[Path]:
    """Replaces changed files and removes those that are no longer made; returns their paths."""
    before = committed()
    changed = {path: text for path, text in made.items() if before.get(path) != text}
    gone = before.keys() - made.keys()
    replace_files(ROOT, changed, gone, work)
    return sorted([*changed, *gone])


def main() -> None:
    build = ROOT / ".build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as folder:
        try:
            changed = _move_in(generated(Path(folder)), build)
        except (
            OSError,
            Undescribed,
            NoJsonForm,
            MarksMissing,
            GenerationFailed,
            NpmFailed,
        ) as refusal:
            sys.exit(f"{refusal}\nNothing was written.")
        except GraphQLError as refusal:
            sys.exit(f"edit clients/operations: {refusal.message}\nNothing was written.")
    for path in changed:
        sys.stdout.write(f"wrote {path}\n")
    sys.stdout.write("" if changed else "Everything is up to date.\n")


if __name__ == "__main__":
    main()
