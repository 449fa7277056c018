"""On which days a weekly basket is delivered: each week once, never in a pause, never after the end."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workshops.agrilot.rounds import Pause, next_round, rounds

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
pauses = st.lists(
    st.builds(lambda first, length: Pause(first, first + timedelta(days=length)), days, st.integers(0, 60)), max_size=6
)


def test_a_month_of_thursdays() -> None:
    found = list(rounds(3, date(2026, 11, 1), date(2026, 11, 30), starts_on=date(2026, 11, 9)))
    assert found == [date(2026, 11, 12), date(2026, 11, 19), date(2026, 11, 26)]


def test_a_pause_and_an_end() -> None:
    found = rounds(
        3,
        date(2026, 11, 1),
        date(2026, 12, 31),
        starts_on=date(2026, 11, 5),
        stops_on=date(2026, 12, 10),
        pauses=[Pause(date(2026, 11, 16), date(2026, 11, 22)), Pause(date(2026, 12, 3), date(2026, 12, 3))],
    )
    assert list(found) == [date(2026, 11, 5), date(2026, 11, 12), date(2026, 11, 26)]


@given(weekday=st.integers(0, 6), first=days, length=st.integers(0, 200), starts_on=days, pauses=pauses, end=days)
def test_each_day_follows_from_the_rule(
    *, weekday: int, first: date, length: int, starts_on: date, pauses: list[Pause], end: date
) -> None:
    last = first + timedelta(days=length)
    found = set(rounds(weekday, first, last, starts_on=starts_on, stops_on=end, pauses=pauses))
    for ahead in range(length + 1):
        day = first + timedelta(days=ahead)
        expected = (
            day.weekday() == weekday
            and starts_on <= day < end
            and not any(pause.first <= day <= pause.last for pause in pauses)
        )
        assert (day in found) is expected


@given(day=days, weekday=st.integers(0, 6))
def test_the_next_round_is_within_a_week(day: date, weekday: int) -> None:
    found = next_round(day, weekday)
    assert found.weekday() == weekday
    assert 0 <= (found - day).days < 7
