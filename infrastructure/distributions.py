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
_VERSION_LINE = {
    ".toml": re.compile(r'^version = "(.*)"$', re.MULTILINE),
    ".json": re.compile(r'^ {2}"version": "(.*)"', re.MULTILINE),
}


class BuildFailed(Exception):
    """A package could not be built; the text says why."""


def version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def manifests() -> list[Path]:
    """The files that state the version once more."""
    return [
        *(ROOT / folder / "pyproject.toml" for folder in WHEELS),
        ROOT / NPM_PACKAGE / "package.json",
    ]


def stated_version(manifest: Path) -> str:
    text = manifest.read_text()
    return text[slice(*_span(manifest, text))]


def state_version(manifest: Path, wanted: str) -> None:
    text = manifest.read_text()
    start, end = _span(manifest, text)
    manifest.write_text(text[:start] + wanted + text[end:])


def build(folder: Path) -> None:
    """Replaces what the folder held. Needs no network once `npm ci` has run."""
    shutil.rmtree(folder, ignore_errors=True)
    for manifest in manifests():
        state_version(manifest, version())
    for package in WHEELS:
        build_wheel(ROOT / package, folder)
    _build_npm_package(ROOT / NPM_PACKAGE, folder)


def _span(manifest: Path, text: str) -> tuple[int, int]:
    found = _VERSION_LINE[manifest.suffix].search(text)
    if found is None:
        raise BuildFailed(f"{manifest} states no version")
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
