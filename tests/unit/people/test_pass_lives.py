"""Random lives of a PASS IAE: whatever happens, its days add up and nothing overlaps."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kernel.errors import InvalidInput
from shared.kernel.weeks import months_later
from shared.people.passes.arithmetic import PassDates, Suspension, check_place
from shared.people.passes.words import PassStatus
from tests.support.pass_rules import RULES

DAY = timedelta(days=1)
OFFSETS, LENGTHS = 1520, 1200
WISHES = st.lists(st.integers(0, 2 * OFFSETS * LENGTHS - 1), max_size=7)
"""Each number is a wish: from when, for how long, and whether it suspends or prolongs."""
FIRST_START, STARTS, TODAYS = date(2018, 1, 1), 15 * 365, 4000


def lived(start: int, wishes: Iterable[int]) -> PassDates:
    """Lives a PASS: each wish is granted if the rules allow it, else nothing happens."""
    dates = PassDates(FIRST_START + timedelta(days=start), 730)
    for wish in wishes:
        rest, suspends = divmod(wish, 2)
        offset, days = divmod(rest, LENGTHS)
        if suspends:
            first = dates.starts_on + timedelta(days=offset - 20)
            wanted = Suspension(first, first + timedelta(days=days))
            try:
                check_place(dates, wanted, RULES)
            except InvalidInput:
                continue
            dates = dates.suspended(wanted)
        elif days:
            dates = dates.prolonged(days % 366 or 1)
    return dates


def holds_together(dates: PassDates, offset: int) -> None:
    """Asserts what is true of every PASS, whatever its life."""
    pushed = sum((each.last - each.first).days for each in dates.suspensions) + sum(dates.prolongations)
    assert (dates.ends_on - dates.starts_on).days == 729 + pushed
    for earlier, later in zip(dates.suspensions, dates.suspensions[1:], strict=False):
        assert earlier.last < later.first
    assert all(dates.starts_on <= each.first <= each.last <= dates.ends_on for each in dates.suspensions)
    assert all(each.last < months_later(each.first, 36) for each in dates.suspensions)
    assert dates.stray() is None
    places = dates.placed()
    assert [(each.end - each.start).days for each in places] == list(dates.prolongations)
    for place in places:
        # It starts exactly where the PASS would end without it and what came after.
        begun = [each for each in dates.suspensions if each.first <= place.start]
        before = sum(each.push for each in begun) + sum((p.end - p.start).days for p in places if p.end <= place.start)
        assert (place.start - dates.first_end).days == before
    today = dates.starts_on + timedelta(days=offset)
    left, tomorrow = dates.remainder(today), dates.remainder(today + DAY)
    assert left >= 0
    suspended = dates.suspension_on(today) and dates.suspension_on(today + DAY)
    running = dates.starts_on <= today <= dates.ends_on and not suspended
    assert left - tomorrow == int(running)
    assert (dates.status(today) is PassStatus.EXPIRED) == (left == 0)


@settings(max_examples=2000)
@given(st.integers(0, STARTS), WISHES, st.integers(-40, TODAYS))
def test_any_life_of_a_pass_holds_together(start: int, wishes: list[int], offset: int) -> None:
    holds_together(lived(start, wishes), offset)


@pytest.mark.deep
@pytest.mark.timeout(600)
def test_a_hundred_thousand_lives_hold_together() -> None:
    for number in range(100_000):
        dice = random.Random(number)  # noqa: S311 - invented lives need no secret dice
        wishes = [dice.randrange(2 * OFFSETS * LENGTHS) for _ in range(dice.randrange(9))]
        holds_together(lived(dice.randrange(STARTS), wishes), dice.randrange(-40, TODAYS))


@settings(max_examples=500)
@given(st.integers(0, STARTS), WISHES, st.integers(0, 900), st.integers(0, 400))
def test_no_overlap_is_ever_accepted(start: int, wishes: list[int], offset: int, days: int) -> None:
    dates = lived(start, wishes)
    first = dates.starts_on + timedelta(days=offset)
    wanted = Suspension(first, first + timedelta(days=days))
    shares = any(each.first <= wanted.last and wanted.first <= each.last for each in dates.suspensions)
    if shares:
        with pytest.raises(InvalidInput):
            check_place(dates, wanted, RULES)
    else:
        assert dates.ends_on < wanted.first or dates.suspended(wanted).ends_on == dates.ends_on + timedelta(days=days)
