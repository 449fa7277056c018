"""A supervisor notes what was seen of a skill: of their own team, on a day of contract, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.accounts.models import User
from shared.audit.models import AuditEvent
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.training.models import SkillLevel, SkillObservation
from tests.support.personas import SUPERVISOR, move_in
from tests.support.skills import OIL, TYRES, see, stored, team
from tests.support.team import AT_WORK, MONDAY


@pytest.fixture(autouse=True)
def at_work(app: Flask) -> Iterator[None]:
    """Half past eight on Monday, in the application."""
    with clock.at(AT_WORK), app.app_context():
        yield


def test_what_was_seen_is_kept_with_its_day_and_who_saw_it(app: Flask) -> None:
    move_in(app, SUPERVISOR)
    user = session.scalars(select(User)).one()
    (ada,) = team(1)

    assert see(ada, OIL, SkillLevel.ALONE, actor=f"user:{user.public_id}")
    assert see(ada, OIL, SkillLevel.CHECKED, own=True)

    assert stored() == [(OIL, 3, MONDAY, False), (OIL, 2, MONDAY, True)]
    kept = session.scalars(select(SkillObservation).order_by(SkillObservation.id)).all()
    assert [(each.noted_by_id, each.noted_at) for each in kept] == [(user.id, AT_WORK), (None, AT_WORK)]
    events = session.scalars(select(AuditEvent.subject).where(AuditEvent.action == "skill.observed")).all()
    assert events == [f"person:{ada}"] * 2


def test_the_same_twice_on_one_day_changes_nothing_and_the_next_day_counts_again() -> None:
    (ada,) = team(1)
    assert see(ada, OIL, 3, MONDAY - timedelta(days=3))
    assert see(ada, OIL, 3)
    assert not see(ada, OIL, 3)
    assert len(stored()) == 2


def test_a_slip_of_the_finger_is_mended_by_the_next_tap() -> None:
    (ada,) = team(1)
    for level in (4, 1, 4):
        assert see(ada, OIL, level)
    assert [level for _, level, _, _ in stored()] == [4, 1, 4]


@pytest.mark.parametrize("level", [-1, 5, 30])
def test_a_level_that_does_not_exist_is_refused(level: int) -> None:
    (ada,) = team(1)
    with pytest.raises(InvalidInput) as refusal:
        see(ada, OIL, level)
    assert refusal.value.field == "level"
    assert stored() == []


@pytest.mark.parametrize("skill", ["", "plonge", "VIDANGE"])
def test_a_skill_of_another_trade_is_refused(skill: str) -> None:
    (ada,) = team(1)
    with pytest.raises(InvalidInput) as refusal:
        see(ada, skill, 3)
    assert refusal.value.field == "skill"
    assert stored() == []


def test_tomorrow_has_not_been_seen_yet() -> None:
    (ada,) = team(1)
    with pytest.raises(InvalidInput) as refusal:
        see(ada, OIL, 3, MONDAY + timedelta(days=1))
    assert refusal.value.field == "observed_on"


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2020, 1, 1)])
def test_nobody_is_observed_outside_their_contract(day: date) -> None:
    (ada,) = team(1)
    with pytest.raises(NotFound):
        see(ada, OIL, 3, day)


def test_nobody_of_another_site_is_observed() -> None:
    (ada,) = team(1)
    with pytest.raises(NotFound):
        see(ada, "plonge", 3, slug="gourmand")
    assert see(ada, TYRES, 0)
