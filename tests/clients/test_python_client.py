"""The typed Python client is what its generator makes of the schema and the operations."""

import shutil
import subprocess
from pathlib import Path

from infrastructure.bundle import ROOT

CLIENT = Path("clients", "python", "facegraph", "client")
_PYTHON = ROOT / ".venv-codegen" / "bin" / "python"


def test_client_is_the_one_that_make_clients_writes(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "clients", tmp_path / "clients", ignore=_all_but_sources)
    for name in ("schema.graphql", "pyproject.toml"):  # the generated text's line length is in it
        shutil.copy(ROOT / name, tmp_path)

    subprocess.run(
        [_PYTHON, "-m", "ariadne_codegen", "--config", "ariadne-codegen.toml"],
        cwd=tmp_path / "clients",
        check=True,
        capture_output=True,
    )

    assert _modules(tmp_path / CLIENT) == _modules(ROOT / CLIENT)


def _all_but_sources(folder: str, names: list[str]) -> list[str]:
    """What is ours goes along; what was generated may only come from the generator."""
    if not folder.endswith("facegraph/client"):
        return [name for name in names if name in ("cli", "typescript", "__pycache__")]
    return [name for name in names if not name.startswith("appsync_")]


def _modules(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.glob("*.py"))}
