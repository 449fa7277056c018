"""How long something took, many times over, and the few figures that say it. Single times are nanoseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, quantiles
from typing import NamedTuple

MILLISECOND = 1_000_000


class Figures(NamedTuple):
    """The quickest and the middle batch in milliseconds, and how far apart the middle half of them lies, in percent."""

    best: float
    median: float
    noise: float


@dataclass
class Series:
    """The times of one act, ours and its floor's in turn, and how many statements it sends to the database."""

    ours: list[int] = field(default_factory=list)
    floor: list[int] = field(default_factory=list)
    statements: int = 0

    @property
    def ratio(self) -> float:
        """How many times as long as its floor the act takes, by the medians of single times."""
        return median(self.ours) / median(self.floor)

    def then(self, other: Series) -> Series:
        """Returns the series of this act and the one that follows it, taken together."""
        return Series(
            [sum(pair) for pair in zip(self.ours, other.ours, strict=True)],
            [sum(pair) for pair in zip(self.floor, other.floor, strict=True)],
            self.statements + other.statements,
        )


def figures(times: Sequence[int], batch: int) -> Figures:
    """Returns the figures of `times`, averaged over batches of `batch` of them; there are at least two batches."""
    means = [fmean(times[start : start + batch]) / MILLISECOND for start in range(0, len(times), batch)]
    low, middle, high = quantiles(means, n=4)
    return Figures(min(means), median(means), 100 * (high - low) / middle)
