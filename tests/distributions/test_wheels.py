"""Wheels as `make dist` builds them, without a network."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from infrastructure.bundle import ROOT
from infrastructure.distributions import build_wheel, version

MODULES = {
    "clients/python": "facegraph",
    "emulators/appsync": "appsync_emulator",
    "emulators/rekognition": "rekognition_emulator",
    "emulators/streams": "streams_emulator",
}


@pytest.mark.parametrize("folder", MODULES)
def test_wheel_holds_its_one_typed_package_and_the_licence(folder: str, tmp_path: Path) -> None:
    build_wheel(ROOT / folder, tmp_path)

    (wheel,) = tmp_path.glob("*.whl")
    files = ZipFile(wheel).namelist()
    module, information = MODULES[folder], f"{MODULES[folder]}-{version()}.dist-info"
    assert {file.partition("/")[0] for file in files} == {module, information}
    assert {f"{module}/py.typed", f"{information}/licenses/LICENSE"} <= set(files)
