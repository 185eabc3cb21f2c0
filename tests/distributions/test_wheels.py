"""Wheels as `make dist` builds them, without a network."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from infrastructure.bundle import ROOT
from infrastructure.distributions import WHEELS, build_wheel, module_name, version


@pytest.mark.parametrize("folder", WHEELS)
def test_wheel_holds_its_one_typed_package_and_the_licence(folder: str, tmp_path: Path) -> None:
    build_wheel(ROOT / folder, tmp_path)

    (wheel,) = tmp_path.glob("*.whl")
    files = ZipFile(wheel).namelist()
    module = module_name(folder)
    information = f"{module}-{version()}.dist-info"
    assert {file.partition("/")[0] for file in files} == {module, information}
    assert {f"{module}/py.typed", f"{information}/licenses/LICENSE"} <= set(files)
