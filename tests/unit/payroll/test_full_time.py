"""How many full-time posts the hours of a month make."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.minutes import HOUR
from shared.payroll.full_time import full_time_posts

YEAR = 1820 * HOUR


def test_a_month_of_151_hours_40_is_one_post() -> None:
    """A twelfth of 1 820 h; the 26 hours a week of the web agency (112 h 40) are 0.74, as the ASP counts."""
    assert full_time_posts(151 * HOUR + 40, YEAR) == 100
    assert full_time_posts(112 * HOUR + 40, YEAR) == 74


@given(st.lists(st.integers(0, 20_000 * HOUR), min_size=12, max_size=12))
def test_twelve_months_make_the_year_but_for_their_rounding(months: list[int]) -> None:
    """Each month is rounded once, by half a hundredth at most."""
    posts = sum(full_time_posts(minutes, YEAR) for minutes in months)
    assert abs(posts * YEAR - sum(months) * 12 * 100) <= 12 * YEAR / 2
