"""Empty environments outside the repository, with one package of `make dist` in each."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infrastructure.bundle import ROOT
from tests.support.command_line import CommandLine

_UV = Path(sys.executable).with_name("uv")
_NO_SCREEN = "opencv-python; sys_platform == 'never'\nimageio-ffmpeg; sys_platform == 'never'\n"
_PATIENCE_S = 300


@dataclass(frozen=True, slots=True)
class Environment:
    """`folder` is the working folder of programs; their path holds no module of the repository."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.program("python")

    def program(self, name: str) -> Path:
        return self.folder / "environment" / "bin" / name

    def run(self, *command: str | Path) -> str:
        """Returns the command's standard output. A failure shows its standard error."""
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env=self._variables(),
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    @contextmanager
    def running(self, *command: str | Path) -> Iterator["subprocess.Popen[bytes]"]:
        with subprocess.Popen(command, cwd=self.folder, env=self._variables()) as process:
            try:
                yield process
            finally:
                process.terminate()

    def command_line(self) -> CommandLine:
        return CommandLine(folder=self.folder, program=self.program("facegraph"))

    def _variables(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "NO_PROXY": "127.0.0.1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }


def install_wheel(wheel: Path, folder: Path) -> Environment:
    """Installs the dependencies in the versions of the lock."""
    installed = Environment(folder)
    overrides = folder / "overrides.txt"
    overrides.write_text(_NO_SCREEN)
    _uv("venv", "--python", sys.executable, folder / "environment")
    _uv(
        *("pip", "install", "--python", installed.python, wheel),
        *("--constraint", ROOT / "locks" / "dev.lock", "--override", overrides),
    )
    return installed


def _uv(*arguments: str | Path) -> None:
    ran = subprocess.run([_UV, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
