"""One figure of a measurement, and what it is compared with."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`n` samples gave `value` by `statistic`; `ratio` is value by the value of `compared_with`.

    Without a value it was not measured, and `detail` says why.
    """

    name: str
    value: float | None
    unit: str
    statistic: str = "once"
    n: int = 1
    compared_with: str | None = None
    ratio: float | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Samples:
    """Seconds, one value for each measurement."""

    values: Sequence[float]

    def percentile(self, percent: float) -> float:
        """By nearest rank, so that the result is a measured value."""
        ranked = sorted(self.values)
        return ranked[max(0, math.ceil(percent / 100 * len(ranked)) - 1)]

    def row(
        self, name: str, percent: float, *, beside: tuple[str, Self] | None = None, detail: str = ""
    ) -> Row:
        value = self.percentile(percent)
        other, samples = beside or (None, None)
        return Row(
            name=name,
            value=value,
            unit="s",
            statistic=f"p{percent:g}",
            n=len(self.values),
            compared_with=other,
            ratio=value / samples.percentile(percent) if samples else None,
            detail=detail or None,
        )
