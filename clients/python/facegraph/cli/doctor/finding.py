"""One result of `facegraph doctor`."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "note", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`note`: the system works without it. Every verdict but `ok` has a `remedy`."""

    what: str
    verdict: Verdict
    detail: str
    remedy: str | None = None


def ok(what: str, detail: str) -> Finding:
    return Finding(what=what, verdict="ok", detail=detail)


def note(what: str, detail: str, remedy: str) -> Finding:
    return Finding(what=what, verdict="note", detail=detail, remedy=remedy)


def missing(what: str, detail: str, remedy: str) -> Finding:
    return Finding(what=what, verdict="missing", detail=detail, remedy=remedy)
