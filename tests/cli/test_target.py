"""Which system a command uses, by options and variables."""

from pathlib import Path

import pytest
from facegraph.cli.failure import ExitCode

from tests.support.command_line import CommandLine

_OUTPUTS, _STACK = "FACEGRAPH_OUTPUTS", "FACEGRAPH_STACK"


@pytest.fixture
def facegraph(tmp_path: Path) -> CommandLine:
    """A command line on a machine without a system and without AWS credentials."""
    aside = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "eu-west-1"}
    return CommandLine(folder=tmp_path, variables=aside)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "variable", "meant"),
    [
        (["--stack", "said"], _OUTPUTS, "the stack said"),
        (["--outputs", "said"], _STACK, "There is no file said"),
        ([], _OUTPUTS, "There is no file stated"),
        ([], _STACK, "the stack stated"),
    ],
    ids=lambda each: "-".join(each) if isinstance(each, list) else None,
)
def test_option_beats_variable(
    facegraph: CommandLine, option: list[str], variable: str, meant: str
) -> None:
    ran = facegraph.run("status", *option, **{variable: "stated"})

    assert meant in ran.sentence


@pytest.mark.parametrize(
    ("options", "variables"),
    [(["--outputs", "said", "--stack", "said"], []), ([], [_OUTPUTS, _STACK])],
    ids=["options", "variables"],
)
def test_two_systems_at_once_are_refused(
    facegraph: CommandLine, options: list[str], variables: list[str]
) -> None:
    ran = facegraph.run("delete", "--yes", "a", *options, **dict.fromkeys(variables, "stated"))

    assert ran.exit_code == ExitCode.USAGE
    assert ran.sentence.startswith("Two systems are named")
