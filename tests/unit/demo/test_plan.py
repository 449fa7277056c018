"""The invented teams: the published numbers of any year, today's as planned, and contracts as we sign them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from shared.demo.plan import (
    FIRST_MONTHS,
    LENGTHS,
    PLACED,
    GroupPlan,
    Stay,
    TeamPlan,
    plan_group,
    plan_present_group,
    plan_successors,
    plan_team,
    share,
)
from shared.kernel.weeks import days_between

KITCHEN = TeamPlan(
    jobs={"Cuisine": (25, 12), "Service": (11, 5), "Plonge": (7, 3)},
    here_before=17,
    leavers=23,
    placed=8,
    under_measure=16,
    mean_age=39,
    weekly_hours=(26, 28, 30),
)
YOUNG = TeamPlan(
    jobs={"Production": (11, 6)},
    here_before=6,
    leavers=5,
    placed=4,
    under_measure=11,
    mean_age=39,
    opened=(11, 6),
)
GROUP = GroupPlan(
    job="Cuisine",
    begins=date(2024, 4, 8),
    ends=date(2024, 12, 7),
    departures=((date(2024, 6, 28), 18), (date(2024, 10, 4), 3)),
    outcomes=(9, 7, 10, 5, 7),
    renewed=2,
    renewed_to=date(2025, 3, 7),
    under_measure=3,
    mean_age=40,
)
YEARS = range(2022, 2031)
DAYS = [*days_between(date(2025, 1, 1), date(2025, 3, 31)), *days_between(date(2026, 11, 1), date(2027, 1, 31))]


def runs(stay: Stay, day: date) -> bool:
    return stay.begins <= day <= stay.ends


def every_stay() -> Iterator[Stay]:
    for year in YEARS:
        for plan in (KITCHEN, YOUNG):
            stays = plan_team(plan, year)
            yield from stays
            yield from plan_successors(plan, stays, year, date(year + 2, 11, 29))


@pytest.mark.parametrize("plan", [KITCHEN, YOUNG], ids=["kitchen", "young"])
@pytest.mark.parametrize("year", YEARS)
def test_a_team_has_the_numbers_of_its_plan(plan: TeamPlan, year: int) -> None:
    stays = plan_team(plan, year)

    new_year, last_day = date(year, 1, 1), date(year, 12, 31)
    left = [stay for stay in stays if stay.ends <= last_day]
    assert Counter(stay.job for stay in stays) == {job: people for job, (people, _) in plan.jobs.items()}
    assert sum(stay.begins < new_year for stay in stays) == plan.here_before
    assert not [stay for stay in stays if stay.ends < new_year or stay.begins > last_day]
    assert len(left) == plan.leavers
    assert sum(stay.reason in PLACED for stay in left) == plan.placed
    assert sum(stay.under_measure for stay in stays) == plan.under_measure
    assert sum(year - stay.born_on.year for stay in stays if stay.born_on) == plan.mean_age * plan.people


def test_a_plan_whose_leavers_cannot_all_leave_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody who begins on"):
        plan_team(replace(YOUNG, leavers=11), 2024)


def test_contracts_are_of_eight_months_then_renewed_by_four_without_a_gap() -> None:
    for stay in every_stay():
        months = [months_of(first, last) for first, last in stay.contracts]
        assert months == [FIRST_MONTHS, *[4] * (len(months) - 1)]
        assert sum(months) <= LENGTHS[-1]
        for (_, last), (first, _) in pairwise(stay.contracts):
            assert first == last + timedelta(days=1)
        assert not [last for _, last in stay.contracts if (last.month, last.day) in {(12, 30), (12, 31)}]


def months_of(first: date, last: date) -> int:
    """Returns how many whole months lie between two days, both included."""
    after = last + timedelta(days=1)
    assert after.day == first.day
    return (after.year - first.year) * 12 + after.month - first.month


def test_as_many_work_today_as_planned_whatever_the_day() -> None:
    stays = plan_team(KITCHEN, 2024)
    for today in (day for day in DAYS if day.year > 2025):
        everybody = [*stays, *plan_successors(KITCHEN, stays, 2024, today)]
        here = Counter(stay.job for stay in everybody if runs(stay, today))
        assert all(here[job] >= now for job, (_, now) in KITCHEN.jobs.items()), today
        assert sum(here.values()) == sum(now for _, now in KITCHEN.jobs.values()), today


def test_nobody_who_comes_later_belongs_to_the_year() -> None:
    stays = plan_team(KITCHEN, 2024)
    for today in DAYS:
        assert min((each.begins for each in plan_successors(KITCHEN, stays, 2024, today)), default=today).year > 2024
        group = plan_present_group(GROUP, today, months=8, here=10)
        assert not [stay for stay in group if stay.begins.year == 2024 or not runs(stay, today)]


def test_somebody_leaves_soon_and_somebody_has_been_renewed() -> None:
    today = date(2026, 11, 27)
    present = plan_successors(KITCHEN, [], 2024, today)

    assert any(stay.ends <= today + timedelta(days=60) for stay in present)
    assert any(len(stay.contracts) > 1 for stay in present)


def test_a_group_leaves_as_its_plan_says() -> None:
    stays = plan_group(GROUP)

    assert Counter(stay.ends for stay in stays) == {
        date(2024, 6, 28): 1, date(2024, 10, 4): 1, date(2024, 12, 7): 3, date(2025, 3, 7): 2,
    }  # fmt: skip
    assert [stay.reason for stay in stays] == [18, 3, 9, 7, 10, 5, 7]
    assert sum(stay.under_measure for stay in stays) == 3
    assert stays[0].under_measure
    assert sum(2024 - stay.born_on.year for stay in stays if stay.born_on) == 7 * 40


def test_a_group_is_moved_to_another_year_with_all_its_days() -> None:
    moved = plan_group(GROUP.in_year(2023))

    assert {stay.begins for stay in moved} == {date(2023, 4, 8)}
    assert max(stay.ends for stay in moved) == date(2024, 3, 7)


def test_shares_are_even_and_exact() -> None:
    for of in range(1, 30):
        for count in range(of + 1):
            marked = share(count, of)
            assert (len(marked), sum(marked)) == (of, count)
    assert share(2, 4) == [False, True, False, True]
