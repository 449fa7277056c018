"""Public holidays of metropolitan France. Source: C. trav. L. 3133-1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache


def public_holiday(day: date) -> str | None:
    """Returns the French name of the public holiday that falls on `day`, if one does."""
    return _holidays(day.year).get(day)


@cache
def _holidays(year: int) -> Mapping[date, str]:
    # The package knows the calendars of the whole world: only who asks pays for loading it.
    from holidays import country_holidays

    return dict(country_holidays("FR", years=year, language="fr"))
