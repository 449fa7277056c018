"""Public holidays of metropolitan France. Source: C. trav. L. 3133-1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from shared.people.timetable import SATURDAY


def public_holiday(day: date) -> str | None:
    """Returns the French name of the public holiday that falls on `day`, if one does."""
    return _holidays(day.year).get(day)


def is_working_day(day: date) -> bool:
    """Tells whether the house works on `day`: Monday to Friday, public holidays left out."""
    return day.weekday() < SATURDAY and public_holiday(day) is None


def shift_working_days(day: date, count: int) -> date:
    """Returns the `count`-th working day after `day`, before it when negative."""
    step = timedelta(days=1 if count > 0 else -1)
    shifted = day
    for _ in range(abs(count)):
        shifted += step
        while not is_working_day(shifted):
            shifted += step
    return shifted


@cache
def _holidays(year: int) -> Mapping[date, str]:
    # The package knows the calendars of the whole world: only who asks pays for loading it.
    from holidays import country_holidays

    return dict(country_holidays("FR", years=year, language="fr"))
