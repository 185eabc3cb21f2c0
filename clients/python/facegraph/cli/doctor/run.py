"""`facegraph doctor`."""

from collections.abc import Iterator
from dataclasses import asdict

from rich.text import Text

from facegraph.cli.doctor import machine
from facegraph.cli.doctor.finding import Finding, note
from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.options import Where
from facegraph.cli.repository import VARIABLE, find_repository
from facegraph.cli.screen import Screen
from facegraph.cli.system.background import Background
from facegraph.cli.target import aws_session

_STYLES = {"ok": "green", "note": "yellow", "missing": "bold red"}


def examine(where: Where, screen: Screen) -> None:
    """Checks the account, too, when a stack or a profile is named.

    Raises CommandFailed when something is missing.
    """
    lacking = 0
    for finding in _findings(where):
        lacking += finding.verdict == "missing"
        if screen.as_json:
            screen.document(asdict(finding))
        else:
            screen.out.print(_line(finding), soft_wrap=True)
    if lacking:
        things = "thing is" if lacking == 1 else "things are"
        raise CommandFailed(
            ExitCode.NOT_SET_UP, f"{lacking} {things} missing: see the arrows above for what to do."
        )


def _findings(where: Where) -> Iterator[Finding]:
    repository = find_repository()
    if repository:
        yield from machine.findings(Background.of(repository))
    else:
        yield note(
            "repository",
            "none here; only `facegraph up` and `down` need it",
            f"clone it and set {VARIABLE}",
        )
    if where.stack or where.profile:
        from facegraph.cli.doctor import account

        yield from account.findings(aws_session(where), where.stack)


def _line(finding: Finding) -> Text:
    line = Text(f"{finding.what:<18}")
    line.append(f"{finding.verdict:<9}", style=_STYLES[finding.verdict])
    line.append(finding.detail)
    if finding.remedy:
        line.append(f" → {finding.remedy}")
    return line
