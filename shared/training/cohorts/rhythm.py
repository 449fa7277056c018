"""Where a group is on a day: the sums of its alternation, without a database. A half-day is a day and its half."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.kernel.weeks import days_between
from shared.payroll.holidays import public_holiday
from shared.people.models import Half
from shared.training.models import CohortRhythm, Whereabouts

HalfDayOf = tuple[date, Half]


@dataclass(frozen=True)
class WeekOf:
    """A week that a group repeats between two days, both included; 0 is Monday."""

    first_day: date
    last_day: date
    halves: Mapping[tuple[int, Half], Whereabouts]

    @classmethod
    def of(cls, rhythm: CohortRhythm) -> WeekOf:
        """Returns the week of a stored rhythm whose halves are loaded."""
        halves = {(each.weekday, each.half): each.place for each in rhythm.halves}
        return cls(rhythm.first_day, rhythm.last_day, halves)


def whereabouts(weeks: Iterable[WeekOf], day: date, half: Half) -> Whereabouts | None:
    """Returns where a group is, None for the workshop; public holidays take nobody away."""
    if public_holiday(day):
        return None
    for week in weeks:
        if week.first_day <= day <= week.last_day:
            return week.halves.get((day.weekday(), half))
    return None


def half_days_at(weeks: Sequence[WeekOf], place: Whereabouts, first_day: date, last_day: date) -> Iterator[HalfDayOf]:
    """Yields the half-days that a group spends at a place between two days, both included, in their order."""
    for day in days_between(first_day, last_day):
        for half in Half:
            if whereabouts(weeks, day, half) is place:
                yield day, half
