"""A week as the office types it, and as the screens say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import InvalidInput
from shared.people.models import Half
from shared.people.timetable import Slot, read_half, regular_week, show_half, timetable_words

AM, PM = Half.MORNING, Half.AFTERNOON


@pytest.mark.parametrize(
    ("typed", "times"),
    [
        ("8h-12h", (480, 720)),
        ("8:00-12:00", (480, 720)),
        ("08:00–12:30", (480, 750)),
        ("8h30 12h", (510, 720)),
        ("8 - 12", (480, 720)),
        ("8h à 12h", (480, 720)),
        ("13h15/16h", (795, 960)),
        ("", None),
        ("  ", None),
    ],
)
def test_a_half_day_is_read(typed: str, times: tuple[int, int] | None) -> None:
    assert read_half(typed) == times


@pytest.mark.parametrize("typed", ["8h", "12h-8h", "8h-8h", "matin", "8h-12h-14h", "8h-25h", "8h75-12h", "=1+1"])
def test_what_is_no_half_day_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="ne se lit pas"):
        read_half(typed)


@given(st.integers(0, 6), st.sampled_from(list(Half)), st.integers(0, 1439), st.integers(1, 1440))
def test_what_is_shown_is_read_back(weekday: int, half: Half, start: int, end: int) -> None:
    first, last = sorted((start, end))
    if first == last:
        return
    assert read_half(show_half(Slot(weekday, half, first, last))) == (first, last)


def test_days_that_are_alike_are_said_together() -> None:
    week = (*regular_week(range(4), (480, 720), (780, 870)), Slot(4, AM, 480, 720))

    assert timetable_words(week) == "lun.–jeu. 8h-12h, 13h-14h30\u202f; ven. 8h-12h"
    assert timetable_words([Slot(0, AM, 480, 720), Slot(2, AM, 480, 720)]) == "lun. 8h-12h\u202f; mer. 8h-12h"
    assert timetable_words([]) == ""
