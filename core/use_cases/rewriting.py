"""The one way to replace a record that others may replace at the same time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from core.model.errors import Conflict
from core.rules.decisions import Decision

MAX_CONFLICTS = 5  # in a row, on one record, with a new read after each

R = TypeVar("R")
D = TypeVar("D", bound=Decision[Any])


class Records(Protocol[R]):
    def get(self, id: str, /) -> R | None: ...

    def put(self, record: R, replacing: R | None) -> R: ...


def rewrite(
    records: Records[R],
    id: str,
    decide: Callable[[R | None], D],
    *,
    known: R | None = None,
    on_conflict: Callable[[D], None] = lambda _: None,
) -> D:
    """Writes what `decide` makes of the record, and returns the decision with the record as stored.
    After a conflict the record is read again and decided upon again.

    `known`: the record as the caller has read it already. `on_conflict` gets each decision that was
    not carried out. Raises Conflict after MAX_CONFLICTS, and what `decide` and the port raise.
    """
    for number in range(MAX_CONFLICTS):
        current = known if known and number == 0 else records.get(id)
        decision = decide(current)
        if decision.record is None:
            return decision
        try:
            return replace(decision, record=records.put(decision.record, replacing=current))
        except Conflict:
            on_conflict(decision)
    raise Conflict
