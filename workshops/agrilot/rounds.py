"""On which days a subscription is delivered: one a week, but for its pauses and closed days, until it stops."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, order=True)
class Pause:
    """Days on which nothing is delivered, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Tells whether a day is in it."""
        return self.first <= day <= self.last


def next_round(day: date, weekday: int) -> date:
    """Returns the first day from `day` on (included) that is this weekday, 0 for Monday."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def rounds(
    weekday: int,
    first: date,
    last: date,
    *,
    starts_on: date,
    stops_on: date | None = None,
    pauses: Collection[Pause] = (),
    closed: Collection[date] = (),
) -> Iterator[date]:
    """Yields the deliveries from `first` to `last`, both included; from `stops_on` on there is none."""
    day = next_round(max(first, starts_on), weekday)
    while day <= last and (stops_on is None or day < stops_on):
        if day not in closed and not any(pause.holds(day) for pause in pauses):
            yield day
        day += A_WEEK
