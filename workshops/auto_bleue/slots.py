"""When a vehicle can be brought in: pure arithmetic over opening hours, bays and the people who are there.

Times are minutes after midnight, Paris time, in steps of half an hour. A vehicle occupies a bay and one person from the
moment at which work begins until it ends; nobody works on it during the break.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

STEP = 30
PERCENT = 100


class Bay(StrEnum):
    """The kind of place that a service needs."""

    MECHANICS = "mechanics"
    BODY = "body"
    CLEANING = "cleaning"

    @property
    def label(self) -> str:
        """The French name."""
        return {"mechanics": "Mécanique", "body": "Carrosserie", "cleaning": "Nettoyage"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When the garage is open on a day; the break is empty when it begins and ends at the same minute."""

    opens_at: int
    closes_at: int
    break_from: int
    break_to: int

    def end_of(self, starts_at: int, minutes: int) -> int:
        """Returns when `minutes` of work that begin at `starts_at` are done, the break left out."""
        ends_at = starts_at + minutes
        crosses = starts_at < self.break_to and ends_at > self.break_from
        return ends_at + self.break_to - max(starts_at, self.break_from) if crosses else ends_at

    def steps(self, starts_at: int, ends_at: int) -> Iterator[int]:
        """Yields the half-hours of work from `starts_at` until `ends_at`."""
        for step in range(starts_at, ends_at, STEP):
            if not self.break_from <= step < self.break_to:
                yield step

    @property
    def starts(self) -> Iterator[int]:
        """The moments at which a vehicle may come."""
        return self.steps(self.opens_at, self.closes_at)


@dataclass(frozen=True, kw_only=True)
class Busy:
    """A vehicle that occupies a bay."""

    bay: Bay
    starts_at: int
    ends_at: int

    def at(self, step: int) -> bool:
        """Tells whether it is there at a half-hour."""
        return self.starts_at <= step < self.ends_at


def minutes_needed(standard_minutes: int, learner_percent: int) -> int:
    """Returns how long a learner takes for a standard time, in whole steps and one at least."""
    exact = -(-standard_minutes * learner_percent // PERCENT)
    return max(STEP, -(-exact // STEP) * STEP)


def free_starts(
    hours: Hours,
    *,
    bay: Bay,
    bays: int,
    minutes: int,
    busy: Collection[Busy],
    people: Mapping[int, int] | None,
) -> tuple[int, ...]:
    """Returns the moments at which a vehicle that needs `bay` for `minutes` can be brought in.

    `bays` is how many of that kind there are, `people` how many are there at each half-hour, None when nobody counts.
    """
    found = []
    for starts_at in hours.starts:
        ends_at = hours.end_of(starts_at, minutes)
        steps = tuple(hours.steps(starts_at, ends_at))
        if ends_at <= hours.closes_at and all(_has_room(step, bay, bays, busy, people) for step in steps):
            found.append(starts_at)
    return tuple(found)


def _has_room(step: int, bay: Bay, bays: int, busy: Collection[Busy], people: Mapping[int, int] | None) -> bool:
    there = [each for each in busy if each.at(step)]
    hands = people is None or people.get(step, 0) > len(there)
    return hands and sum(each.bay is bay for each in there) < bays
