import re
import subprocess

from tests.support.drift import no_drift
from tests.support.pages import ROOT

_PHONY = re.compile(r"^\.PHONY: (.*)$", re.MULTILINE)
_PARTS_OF_CHECK = {"check-style", "check-types", "check-tests"}


def test_help_lists_every_target() -> None:
    (targets,) = _PHONY.findall((ROOT / "Makefile").read_text())

    run = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    listed = set(re.findall(r"^  make (\w+)", run.stdout, re.MULTILINE))
    missing = set(targets.split()) - {"help"} - _PARTS_OF_CHECK - listed
    no_drift(missing, "not listed by `make help`", edit="Makefile", run="make help")
