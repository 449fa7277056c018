"""The invented teams: as many people on contract as the plan says, whatever the day, with contracts as we sign them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from shared.kernel.weeks import Month, days_between
from shared.people.demo import FIRST_MONTHS, LENGTHS, Post, plan_group, plan_team

JOBS = {"Cuisine": (12, 13), "Service en salle": (5, 6), "Plonge et entretien": (3, 4)}
DAYS = [*days_between(date(2024, 1, 1), date(2024, 3, 31)), *days_between(date(2026, 11, 1), date(2027, 1, 31))]


def runs(post: Post, day: date) -> bool:
    return any(first <= day <= last for first, last in post.contracts)


def test_a_team_has_as_many_people_as_planned_on_any_day() -> None:
    for today in DAYS:
        posts = list(plan_team(today, JOBS))
        here = Counter(post.job for post in posts if runs(post, today))
        assert len(posts) == 43, today
        assert here == {job: count for job, (count, _) in JOBS.items()}, today


def test_contracts_are_of_eight_months_then_renewed_by_four_without_a_gap() -> None:
    for post in (post for today in DAYS for post in plan_team(today, JOBS)):
        months = [months_of(first, last) for first, last in post.contracts]
        assert months == [FIRST_MONTHS, *[4] * (len(months) - 1)]
        assert sum(months) <= LENGTHS[-1]
        for (_, last), (first, _) in pairwise(post.contracts):
            assert first == last + timedelta(days=1)
        assert not [last for _, last in post.contracts if (last.month, last.day) in {(12, 30), (12, 31)}]


def months_of(first: date, last: date) -> int:
    """Returns how many whole months lie between two days, both included."""
    after = last + timedelta(days=1)
    assert after.day == first.day
    return (after.year - first.year) * 12 + after.month - first.month


def test_somebody_leaves_soon_and_somebody_has_been_renewed() -> None:
    today = date(2026, 11, 27)
    posts = list(plan_team(today, JOBS))

    ends = [post.contracts[-1][1] for post in posts if runs(post, today)]
    assert any(end <= today + timedelta(days=60) for end in ends)
    assert any(len(post.contracts) > 1 for post in posts)


def test_weekly_hours_take_turns() -> None:
    hours = [post.weekly_hours for post in plan_team(date(2026, 11, 27), {"Maraîchage": (3, 1)}, (26, 28))]

    assert hours == [26, 28, 26, 28]


def test_a_group_has_begun_together_and_is_half_way() -> None:
    for today in DAYS:
        posts = list(plan_group(today, "Cuisine", months=9, here=9, gone=2))
        assert sum(runs(post, today) for post in posts) == 9
        assert {post.contracts[0][0] for post in posts} == {Month.of(today).shifted(-4).first + timedelta(days=3)}
