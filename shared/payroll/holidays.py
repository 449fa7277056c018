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


def working_days_later(day: date, count: int) -> date:
    """Returns the `count`-th working day after `day`."""
    later = day
    for _ in range(count):
        later += timedelta(days=1)
        while not is_working_day(later):
            later += timedelta(days=1)
    return later


@cache
def _holidays(year: int) -> Mapping[date, str]:
    # The package knows the calendars of the whole world: only who asks pays for loading it.
    from holidays import country_holidays

    return dict(country_holidays("FR", years=year, language="fr"))
