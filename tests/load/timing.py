"""How long something took, many times over, and the few figures that say it. Single times are nanoseconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, quantiles
from time import perf_counter_ns, thread_time_ns
from typing import NamedTuple

MILLISECOND = 1_000_000


class Figures(NamedTuple):
    """The best single time and the median batch in milliseconds; how far apart half of the batches lie, in percent."""

    best: float
    median: float
    noise: float


@dataclass
class Series:
    """The times of one act, ours and its floor's by turns, and how many statements it sends to the database.

    `worked` are the processor times of ours: they tell more than the clock when others are at work.
    """

    ours: list[int] = field(default_factory=list)
    worked: list[int] = field(default_factory=list)
    floor: list[int] = field(default_factory=list)
    statements: int = 0

    def then(self, other: Series) -> Series:
        """Returns this act and the one that follows it as one."""
        return Series(
            _together(self.ours, other.ours),
            _together(self.worked, other.worked),
            _together(self.floor, other.floor),
            self.statements + other.statements,
        )


def figures(times: Sequence[int], rounds: int) -> Figures:
    """Returns the figures of `times`, which make `rounds` batches of the same size; there are two at least."""
    size = len(times) // rounds
    batches = [fmean(times[start : start + size]) / MILLISECOND for start in range(0, rounds * size, size)]
    low, _, high = quantiles(batches, n=4)
    return Figures(min(times) / MILLISECOND, median(batches), 100 * (high - low) / median(batches))


def time_of(call: Callable[[], object], turns: int) -> Series:
    """Returns how long `turns` calls took, after one that does not count."""
    call()
    series = Series()
    for _ in range(turns):
        began, worked = perf_counter_ns(), thread_time_ns()
        call()
        series.ours.append(perf_counter_ns() - began)
        series.worked.append(thread_time_ns() - worked)
    return series


def _together(times: Sequence[int], others: Sequence[int]) -> list[int]:
    return [sum(both) for both in zip(times, others, strict=True)]
