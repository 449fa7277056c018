"""The demonstration's adviser sees to most of what is due; a few lines wait for somebody, a few people have days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from shared.accounts.demonstration import ACCOUNTS, PASSWORD
from shared.accounts.permissions import Role
from shared.accounts.services import create_user
from shared.db import atomic, session
from shared.demo.deadlines import follow_the_present
from shared.followup.deadlines.finding import list_deadlines
from shared.kernel import clock
from shared.people.models import Person
from shared.workshop import DemoSpan
from tests.support.team import MONDAY, hire_team, site_id, terms


@pytest.mark.usefixtures("context")
def test_most_of_what_is_due_has_somebody() -> None:
    span = DemoSpan(year=2025, first=date(2025, 1, 1), today=MONDAY, begins=True, scale=1)
    hire_team(12, contract=terms(date(2026, 6, 1), MONDAY + timedelta(days=10)))
    with atomic():
        adviser = next(each for each in ACCOUNTS if each.role is Role.CIP)
        create_user(email=adviser.email, display_name=adviser.display_name, password=PASSWORD, actor="test")

    with atomic():
        follow_the_present(span, "test")

    with clock.at(clock.at_paris(MONDAY, 9)):
        due = [each for each in list_deadlines([site_id()], [], [site_id()]) if each.is_due]
    alone = [each for each in due if each.mark.owner_id is None]
    assert 0 < len(alone) < len(due) / 2
    assert session.scalar(select(func.count()).where(Person.medical_visit_on.is_not(None))) == 3
