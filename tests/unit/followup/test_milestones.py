"""When somebody who has left is called: counted from the exit, one call at a time, never after they came back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from shared.followup.contacts.milestones import Contact, Milestone, find_awaited, lay_out, subject_of
from shared.followup.models import Situation

LEFT = date(2026, 8, 31)
USUAL = (3, 6, 12)
DONE = Contact(date(2026, 12, 1), reached=True, situation=Situation.JOB)


def test_the_days_are_those_of_the_calendar() -> None:
    days = [each.day for each in lay_out(LEFT, USUAL, {})]
    assert days == [date(2026, 11, 30), date(2027, 2, 28), date(2027, 8, 31)]


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 10, 29), None),
        (date(2026, 10, 30), 3),
        (date(2027, 1, 27), 3),
        # From a month before the next one on, the earlier one is over.
        (date(2027, 1, 28), 6),
        (date(2030, 1, 1), 12),
    ],
)
def test_one_contact_is_awaited_at_a_time(today: date, months: int | None) -> None:
    awaited = find_awaited(lay_out(LEFT, USUAL, {}), today)
    assert (awaited.months if awaited else None) == months


def test_a_contact_that_was_noted_is_awaited_no_more() -> None:
    noted = lay_out(LEFT, USUAL, {3: DONE})
    assert find_awaited(noted, date(2026, 12, 1)) is None
    assert noted[0] == Milestone(3, date(2026, 11, 30), DONE)
    # The last one settles those that nobody noted before it.
    assert find_awaited(lay_out(LEFT, USUAL, {12: DONE}), date(2027, 9, 1)) is None


def test_a_contact_noted_under_an_older_rule_stays() -> None:
    assert [each.months for each in lay_out(LEFT, (6,), {3: DONE})] == [3, 6]


def test_whoever_is_back_is_not_called() -> None:
    assert [each.months for each in lay_out(LEFT, USUAL, {}, back_on=date(2027, 1, 4))] == [3]
    assert [each.months for each in lay_out(LEFT, USUAL, {6: DONE}, back_on=date(2027, 1, 4))] == [3, 6]


def test_each_contact_has_an_identity_of_its_own() -> None:
    departure = UUID(int=7)
    assert subject_of(departure, 3) == subject_of(departure, 3)
    assert len({subject_of(departure, months) for months in USUAL}) == len(USUAL)
