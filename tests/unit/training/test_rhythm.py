"""Where a group is: its weeks, and the holidays that take nobody away. How a half-day of training is shared."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.people.models import Half
from shared.training.attendance.closing import share_half
from shared.training.cohorts.rhythm import WeekOf, half_days_at, whereabouts
from shared.training.models import Whereabouts

AM, PM = Half
CENTRE, COMPANY = Whereabouts
AUTUMN = WeekOf(date(2026, 11, 2), date(2026, 11, 15), {(1, AM): CENTRE, (2, AM): CENTRE, (4, PM): COMPANY})
WINTER = WeekOf(date(2026, 11, 16), date(2026, 12, 31), {(1, AM): COMPANY})


def test_each_day_has_the_week_that_holds_it() -> None:
    weeks = [AUTUMN, WINTER]
    assert whereabouts(weeks, date(2026, 11, 3), AM) is CENTRE
    assert whereabouts(weeks, date(2026, 11, 3), PM) is None
    assert whereabouts(weeks, date(2026, 11, 17), AM) is COMPANY
    assert whereabouts(weeks, date(2027, 1, 5), AM) is None


def test_a_public_holiday_takes_nobody_to_the_centre() -> None:
    # 11 November 2026 is a Wednesday.
    assert whereabouts([AUTUMN], date(2026, 11, 11), AM) is None
    found = list(half_days_at([AUTUMN], CENTRE, date(2026, 11, 1), date(2026, 11, 30)))
    assert found == [(date(2026, 11, 3), AM), (date(2026, 11, 4), AM), (date(2026, 11, 10), AM)]


@pytest.mark.parametrize(
    ("before", "planned", "taught", "late", "after"),
    [
        ({}, 210, 210, 0, {"FOR_EXT": 210}),
        ({"TRAV": 210}, 210, 210, 15, {"FOR_EXT": 195, "RET": 15}),
        ({"REU": 210}, 210, 120, 0, {"FOR_EXT": 120, "REU": 90}),
        ({}, 210, 120, 10, {"FOR_EXT": 110, "RET": 10, "TRAV": 90}),
        ({}, 0, 210, 0, {"FOR_EXT": 210}),
        ({"TRAV": 60}, 60, 210, 0, {"FOR_EXT": 210}),
        ({"FOR_EXT": 170, "DEP": 30, "RET": 10}, 210, 210, 0, {"FOR_EXT": 180, "DEP": 30}),
        ({}, 210, 30, 240, {"FOR_EXT": 1, "RET": 29, "TRAV": 180}),
    ],
)
def test_a_half_day_is_shared_between_training_lateness_and_work(
    before: dict[str, int], planned: int, taught: int, late: int, after: dict[str, int]
) -> None:
    assert share_half(before, "FOR_EXT", planned, taught, late) == after


@given(st.integers(0, 420), st.integers(1, 420), st.integers(0, 300))
def test_no_minute_is_lost_and_none_is_won(planned: int, taught: int, late: int) -> None:
    after = share_half({}, "FOR_INT", planned, taught, late)
    assert sum(after.values()) == max(planned, taught)
    assert all(minutes > 0 for minutes in after.values())
