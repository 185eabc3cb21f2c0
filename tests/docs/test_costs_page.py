import re

import pytest

from infrastructure.synthesis import synthesize
from tests.support.drift import no_drift
from tests.support.pages import ROOT
from tests.support.synthesized import Synthesized

COSTS = (ROOT / "docs" / "guides" / "costs.md").read_text()
BENCHMARKS = (ROOT / "docs" / "benchmarks.md").read_text()
UNITS_OF_QUOTA_AND_CAP = 2  # one UpdateItem each


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    folder = tmp_path_factory.mktemp("prod")
    synthesize(folder, {"STAGE": "prod"})
    return Synthesized("prod", folder)


def row(name: str) -> list[str]:
    """The cells of the page's table row, behind the first cell."""
    (line,) = re.findall(rf"^\| {re.escape(name)} \|(.*)\|$", COSTS, re.MULTILINE)
    return [cell.strip() for cell in line.split("|")]


def test_write_units_are_those_of_the_benchmark() -> None:
    measured = re.findall(r"^\| (?:0|1|5|100) \| \d+ \| (\d+) \|", BENCHMARKS, re.MULTILINE)

    wanted = [str(int(units) + UNITS_OF_QUOTA_AND_CAP) for units in measured]
    stated = row("write request units")[:4]
    different = [
        f"{mine} instead of {units}"
        for mine, units in zip(stated, wanted, strict=True)
        if mine != units
    ]
    problem = "write request units other than those of docs/benchmarks.md"
    no_drift(different, problem, edit="docs/guides/costs.md", run="make test")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("alarms", "AWS::CloudWatch::Alarm"),
        ("dashboards", "AWS::CloudWatch::Dashboard"),
        ("keys", "AWS::KMS::Key"),
        ("web firewalls", "AWS::WAFv2::WebACL"),
    ],
)
def test_number_on_the_page_is_that_of_the_template(
    prod: Synthesized, name: str, kind: str
) -> None:
    stated, deployed = row(name)[0].split()[0], str(len(prod.all(kind)))
    different = [f"{stated} {name}"] if stated != deployed else []
    problem = f"the template of prod has {deployed}"
    no_drift(different, problem, edit="docs/guides/costs.md", run="make test")
