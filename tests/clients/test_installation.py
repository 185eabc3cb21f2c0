import json
import shutil
from pathlib import Path

import pytest

from infrastructure.npm import LOCK, NpmFailed, install_packages

FOLDER = Path(__file__).parent


def test_a_registry_that_cannot_be_reached_is_reported_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in ("package.json", LOCK):
        shutil.copy(FOLDER / file, tmp_path)
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")

    with pytest.raises(NpmFailed, match=r"package-lock.json: .*ECONNREFUSED") as failed:
        install_packages(tmp_path)

    assert "\n" not in str(failed.value)
    assert not (tmp_path / "node_modules" / ".installed-lock.json").exists()


def test_the_lock_pins_every_package_and_names_no_host() -> None:
    lock = json.loads((FOLDER / LOCK).read_text())
    packages = [entry for path, entry in lock["packages"].items() if path]

    assert all("integrity" in entry for entry in packages)
    assert [entry for entry in packages if "resolved" in entry] == []
