"""A function's code: our modules, and the packages that a lock names."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from infrastructure.wheels import BundleTarget, installed

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Folders of modules and a lock file, as paths from the repository's root."""

    folders: tuple[str, ...]
    lock: str | None = None

    def digest(self, target: BundleTarget) -> str:
        """Equal only for the same modules, lock and target."""
        digest = hashlib.sha256(target.tag.encode())
        for path in [*self._modules(), *([Path(self.lock)] if self.lock else [])]:
            content = hashlib.sha256((ROOT / path).read_bytes()).hexdigest()
            digest.update(f"\n{content} {path.as_posix()}".encode())
        return digest.hexdigest()

    def build(self, target: BundleTarget, folder: Path) -> None:
        """Fills an empty folder. Raises InstallFailed."""
        if self.lock:
            packages = installed(ROOT / self.lock, target)
            shutil.copytree(packages, folder, dirs_exist_ok=True)
        for path in self._modules():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, folder / path)
        _open_to_readers(folder)

    def _modules(self) -> list[Path]:
        folders = [Path(name) for name in self.folders]
        packages = {parent / "__init__.py" for f in folders for parent in f.parents if parent.name}
        modules = {m.relative_to(ROOT) for f in folders for m in (ROOT / f).rglob("*.py")}
        return sorted(packages | modules)


def _open_to_readers(folder: Path) -> None:
    """Lambda runs the code as another user, so files must be readable whatever the umask is."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
