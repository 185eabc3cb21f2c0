"""What can be installed: wheels and an npm package, built into dist/ with one version.

The version stands in the root's pyproject.toml.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from infrastructure.bundle import ROOT
from infrastructure.npm import NpmFailed, install_packages, pack, run_script

WHEELS = ("clients/python", "emulators/appsync", "emulators/rekognition", "emulators/streams")
NPM_PACKAGE = "clients/typescript"
# The files that state the version once more, and how.
_STATEMENTS = {
    **{f"{package}/pyproject.toml": r'^version = "(.*)"$' for package in WHEELS},
    f"{NPM_PACKAGE}/package.json": r'^ {2}"version": "(.*)"',
    f"{NPM_PACKAGE}/package-lock.json": r'^ {6}"version": "(.*)"',
    "docs/cli.md": r"facegraph-([\d.]+)-py3-none-any\.whl",
    "docs/guides/front-end.md": r"facegraph-client-([\d.]+)\.tgz",
}
STATING_FILES = tuple(_STATEMENTS)


class BuildFailed(Exception):
    """A package could not be built; the text says why."""


def module_name(package: str) -> str:
    """The import name of one of WHEELS."""
    document = tomllib.loads((ROOT / package / "pyproject.toml").read_text())
    return str(document["tool"]["uv"]["build-backend"]["module-name"])


def version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def stated_version(file: str) -> str:
    """Of one of STATING_FILES. Raises BuildFailed."""
    text = (ROOT / file).read_text()
    return text[slice(*_span(file, text))]


def _state_version(file: str, wanted: str) -> None:
    text = (ROOT / file).read_text()
    start, end = _span(file, text)
    (ROOT / file).write_text(text[:start] + wanted + text[end:])


def build(folder: Path) -> None:
    """Replaces what the folder held. Needs no network once `npm ci` has run."""
    shutil.rmtree(folder, ignore_errors=True)
    for file in STATING_FILES:
        _state_version(file, version())
    for package in WHEELS:
        build_wheel(ROOT / package, folder)
    _build_npm_package(ROOT / NPM_PACKAGE, folder)


def _span(file: str, text: str) -> tuple[int, int]:
    found = re.search(_STATEMENTS[file], text, re.MULTILINE)
    if found is None:
        raise BuildFailed(f"{file} states no version")
    return found.span(1)


def build_wheel(package: Path, folder: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    options = ("--wheel", "--offline", "--quiet", "--out-dir", folder)
    run = subprocess.run(
        [uv, "build", *options, package], capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise BuildFailed(f"{package} could not be built:\n{run.stderr.strip()}")


def _build_npm_package(package: Path, folder: Path) -> None:
    """npm packs no links, so the licence is copied for as long as it takes."""
    install_packages(package)
    shutil.rmtree(package / "build", ignore_errors=True)
    run_script(package, "build")
    licence = package / "LICENSE"
    shutil.copy(ROOT / licence.name, licence)
    try:
        pack(package, folder)
    finally:
        licence.unlink()


def main() -> None:
    """`make dist`."""
    folder = ROOT / "dist"
    try:
        build(folder)
    except (BuildFailed, NpmFailed) as failure:
        sys.exit(str(failure))
    for file in sorted([*folder.glob("*.whl"), *folder.glob("*.tgz")]):
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
