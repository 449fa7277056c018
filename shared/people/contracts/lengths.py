"""How long contracts last, in calendar months, and how long those of a person last in all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from shared.kernel.weeks import months_later
from shared.people.models import NO_TERM

A_DAY = timedelta(days=1)
THIRTY_DAYS = 30


class Length(NamedTuple):
    """Whole calendar months, and the days beyond them."""

    months: int
    days: int

    def exceeds(self, months: int) -> bool:
        """Tells whether it is longer than so many months, if only by a day."""
        return self > (months, 0)


def length_of(first: date, last: date) -> Length:
    """Returns how long the days from `first` to `last`, both included, are: 1 January to 30 April is four months."""
    after = last + A_DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    if months_later(first, months) > after:
        months -= 1
    return Length(months, (after - months_later(first, months)).days)


def join_runs(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Returns the spans in order, those that follow each other without a day between them as one."""
    runs: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if runs and first <= runs[-1][1] + A_DAY:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
        else:
            runs.append((first, last))
    return runs


def total_length(spans: Iterable[tuple[date, date]]) -> Length:
    """Returns how long spans last in all: the months of each run added, thirty days beyond them making another month.

    The law does not say how separate contracts add up; this is our reading.
    """
    lengths = [length_of(first, last) for first, last in join_runs(spans)]
    more, days = divmod(sum(each.days for each in lengths), THIRTY_DAYS)
    # A single run is never rounded: 31 days of a month that has 31 are one month already.
    if len(lengths) == 1:
        return lengths[0]
    return Length(sum(each.months for each in lengths) + more, days)


def end_words(ends_on: date) -> str:
    """Returns until when a contract runs: `jusqu’au 30/04/2027`, or `sans fin`."""
    return f"jusqu’au {ends_on:%d/%m/%Y}" if ends_on < NO_TERM else "sans fin"


def age_on(day: date, born_on: date) -> int:
    """Returns how many birthdays somebody has had by `day`."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
