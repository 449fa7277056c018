"""A slot is free when a bay and a pair of hands are, the whole time, within the hours of the garage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.auto_bleue.slots import STEP, Bay, Busy, Hours, free_starts, minutes_needed

DAY = Hours(opens_at=480, closes_at=990, break_from=720, break_to=780)
TIMES = st.integers(0, 48).map(lambda step: step * STEP)
HOURS = (
    st.tuples(TIMES, TIMES, TIMES, TIMES)
    .map(sorted)
    .filter(lambda times: times[0] < times[3])
    .map(lambda times: Hours(opens_at=times[0], break_from=times[1], break_to=times[2], closes_at=times[3]))
)
NEEDS = st.integers(1, 12).map(lambda steps: steps * STEP)


def starts(minutes: int, *busy: Busy, bays: int = 1, people: dict[int, int] | None = None) -> list[str]:
    """Returns the free moments of an ordinary day for a mechanic's bay, as people write them."""
    found = free_starts(DAY, bay=Bay.MECHANICS, bays=bays, minutes=minutes, busy=busy, people=people)
    return [f"{start // 60}:{start % 60:02d}" for start in found]


def test_an_empty_garage_offers_every_half_hour_that_leaves_time_enough() -> None:
    assert starts(60)[:2] == ["8:00", "8:30"]
    assert starts(60)[-1] == "15:30"
    assert "12:00" not in starts(60)


def test_work_goes_on_after_the_break() -> None:
    assert DAY.end_of(690, 60) == 810
    assert "11:30" in starts(60)
    assert starts(450) == ["8:00"]
    assert starts(480) == []


def test_a_bay_is_one_vehicle_s_at_a_time_and_another_kind_is_no_hindrance() -> None:
    taken = Busy(bay=Bay.MECHANICS, starts_at=480, ends_at=600)
    assert starts(60, taken)[0] == "10:00"
    assert starts(60, taken, bays=2)[0] == "8:00"
    assert starts(60, Busy(bay=Bay.CLEANING, starts_at=480, ends_at=600))[0] == "8:00"


def test_each_vehicle_needs_somebody_who_is_there() -> None:
    two = dict.fromkeys(range(480, 990, STEP), 2)
    taken = [Busy(bay=Bay.CLEANING, starts_at=480, ends_at=600)] * 2
    assert starts(60, *taken, people=two)[0] == "10:00"
    assert starts(60, people={}) == []
    assert starts(60, people=dict.fromkeys(range(480, 720, STEP), 1))[-1] == "11:00"


@pytest.mark.parametrize(
    ("standard", "percent", "needed"), [(60, 100, 60), (60, 150, 90), (45, 150, 90), (1, 100, 30), (0, 100, 30)]
)
def test_a_learner_takes_longer_in_whole_steps(standard: int, percent: int, needed: int) -> None:
    assert minutes_needed(standard, percent) == needed


@given(
    hours=HOURS,
    wishes=st.lists(st.tuples(st.sampled_from(Bay), NEEDS, st.integers(0, 40)), max_size=25),
    bays=st.integers(0, 3),
    people=st.none() | st.dictionaries(TIMES, st.integers(0, 4)),
)
def test_whoever_books_what_is_offered_never_meets_a_full_garage(
    hours: Hours, wishes: list[tuple[Bay, int, int]], bays: int, people: dict[int, int] | None
) -> None:
    busy: list[Busy] = []
    for bay, minutes, which in wishes:
        free = free_starts(hours, bay=bay, bays=bays, minutes=minutes, busy=busy, people=people)
        if free:
            start = free[which % len(free)]
            busy.append(Busy(bay=bay, starts_at=start, ends_at=hours.end_of(start, minutes)))
    for each in busy:
        assert hours.opens_at <= each.starts_at < each.ends_at <= hours.closes_at
        assert not hours.break_from <= each.starts_at < hours.break_to
    for step in range(hours.opens_at, hours.closes_at, STEP):
        if hours.break_from <= step < hours.break_to:
            continue
        there = [each for each in busy if each.at(step)]
        assert people is None or len(there) <= people.get(step, 0)
        assert all(sum(each.bay is bay for each in there) <= bays for bay in Bay)


@given(hours=HOURS, start=TIMES, minutes=NEEDS)
def test_work_lasts_as_long_as_it_needs(hours: Hours, start: int, minutes: int) -> None:
    if start in set(hours.starts):
        assert len(list(hours.steps(start, hours.end_of(start, minutes)))) * STEP == minutes
