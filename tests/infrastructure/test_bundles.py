"""The bundles of the functions."""

import os
from pathlib import Path

import pytest

from infrastructure import analyzer, eraser, publisher, resolvers, sweeper
from infrastructure.bundle import ROOT, Bundle
from infrastructure.wheels import BundleTarget, InstallFailed, installed
from tests.support.drift import no_drift

BUNDLES = {
    "analyze": analyzer.BUNDLE,
    "erase": eraser.BUNDLE,
    "publish": publisher.BUNDLE,
    "resolve": resolvers.BUNDLE,
    "sweep": sweeper.BUNDLE,
}


@pytest.fixture(params=BUNDLES)
def bundle(request: pytest.FixtureRequest) -> Bundle:
    return BUNDLES[request.param]


@pytest.fixture(params=list(BundleTarget))
def target(request: pytest.FixtureRequest) -> BundleTarget:
    chosen: BundleTarget = request.param
    return chosen


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_sources_make_the_same_bundle(
    bundle: Bundle, target: BundleTarget, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"

    bundle.build(target, first)
    bundle.build(target, second)

    assert _files(first) == _files(second)
    assert bundle.digest(target) == bundle.digest(target)


def test_bundles_for_different_targets_have_different_digests(bundle: Bundle) -> None:
    assert bundle.digest(BundleTarget.LAMBDA) != bundle.digest(BundleTarget.HOST)


def test_a_bundle_holds_no_package_that_is_not_needed_on_aws(
    bundle: Bundle, target: BundleTarget, tmp_path: Path
) -> None:
    bundle.build(target, tmp_path)

    folders = {part for name in _files(tmp_path) for part in Path(name).parts[:-1]}
    assert not folders & {"__pycache__", "tests", "strawberry", "graphql", "boto3", "botocore"}
    assert not [name for name in _files(tmp_path) if name.endswith((".pyc", ".lock"))]


def test_a_bundle_holds_the_modules_of_its_function_only(
    target: BundleTarget, tmp_path: Path
) -> None:
    ours = {}
    for name, bundle in BUNDLES.items():
        bundle.build(target, tmp_path / name)
        ours[name] = {
            str(path.parent.relative_to(tmp_path / name))
            for path in (tmp_path / name).rglob("*.py")
            if "PIL" not in path.parts
        }

    rooms = {"core", "core/model", "core/rules", "core/use_cases"}
    shared = rooms | {"adapters", "adapters/table"}
    wanted = {name: shared | {"processors", f"processors/{name}"} for name in ours}
    wanted["resolve"] = shared | {"resolvers"}
    different = {f"{name}: {folder}" for name in ours for folder in ours[name] ^ wanted[name]}
    no_drift(
        different,
        "a folder that a bundle holds or should hold, but not both",
        edit="infrastructure/bundle.py",
        run="make test",
    )


def test_only_the_analysis_ships_pillow_and_for_the_machine_that_it_runs_on(
    tmp_path: Path,
) -> None:
    for name, bundle in BUNDLES.items():
        bundle.build(BundleTarget.LAMBDA, tmp_path / name)

    libraries = [path.name for path in tmp_path.rglob("_imaging.*.so")]
    assert libraries == ["_imaging.cpython-313-aarch64-linux-gnu.so"]
    for name in BUNDLES.keys() - {"analyze"}:
        assert not (tmp_path / name / "PIL").exists()


def test_a_bundle_can_be_read_by_other_users_whatever_the_umask(
    bundle: Bundle, tmp_path: Path
) -> None:
    before = os.umask(0o077)
    try:
        bundle.build(BundleTarget.HOST, tmp_path / "bundle")
    finally:
        os.umask(before)

    for path in [tmp_path / "bundle", *(tmp_path / "bundle").rglob("*")]:
        assert path.stat().st_mode & 0o044 == 0o044


def test_a_digest_changes_with_a_module_and_with_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infrastructure.bundle.ROOT", tmp_path)
    module = tmp_path / "package" / "module.py"
    module.parent.mkdir()
    module.write_text("A = 1\n")
    bundle = Bundle(folders=("package",))
    digest = bundle.digest(BundleTarget.HOST)

    (module.parent / "__pycache__").mkdir()
    (module.parent / "__pycache__" / "module.pyc").write_bytes(b"compiled")
    (module.parent / "notes.txt").write_text("a note")
    os.utime(module, (0, 0))
    assert bundle.digest(BundleTarget.HOST) == digest

    module.write_text("A = 2\n")
    assert bundle.digest(BundleTarget.HOST) != digest


def test_a_package_that_does_not_match_its_lock_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    pin = (ROOT / "processors/analyze/requirements.lock").read_text().split(" \\")[0]
    lock.write_text(f"{pin.splitlines()[-1]} --hash=sha256:{'0' * 64}\n")

    with pytest.raises(InstallFailed, match="Hash mismatch"):
        installed(lock, BundleTarget.HOST, cache=tmp_path / "cache")

    assert not list((tmp_path / "cache").iterdir())
