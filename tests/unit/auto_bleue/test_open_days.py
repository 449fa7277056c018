"""The days on which the garage takes a vehicle in."""

from __future__ import annotations

from datetime import date
from itertools import islice

from workshops.auto_bleue.openings import working_days_after


def test_ten_days_are_offered_from_tomorrow_without_weekends() -> None:
    monday = date(2026, 11, 23)
    days = tuple(islice(working_days_after(monday, "01234"), 10))
    assert days[0] == date(2026, 11, 24)
    assert days[-1] == date(2026, 12, 7)
    assert [day.weekday() for day in days] == [1, 2, 3, 4, 0, 1, 2, 3, 4, 0]


def test_a_public_holiday_is_no_day_for_work() -> None:
    days = tuple(islice(working_days_after(date(2026, 12, 23), "01234"), 10))
    assert days[:3] == (date(2026, 12, 24), date(2026, 12, 28), date(2026, 12, 29))
    assert date(2027, 1, 1) not in days
