"""Once payroll has a month, nothing in it changes: not a minute, not a category, not a new day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.weeks import Month
from shared.payroll.closing import MonthOpen, close_month
from shared.payroll.export import list_payroll
from shared.payroll.models import DaySheetStep, DayStatus
from shared.payroll.queries import find_month
from shared.payroll.verification import list_wrong_hours
from shared.people.models import Half
from shared.workshop import find_site
from tests.support.client import Visitor
from tests.support.personas import FINANCE, Persona
from tests.support.sheets import fill, reopen, sheet, tap, undo, validate, write
from tests.support.team import hire_team, site_id, terms

OCTOBER = Month(2026, 10)
LAST_WEEK = [date(2026, 10, day) for day in (26, 27, 28, 29)]
SATURDAY = date(2026, 10, 31)
PAGE = "/auto-bleue/atelier/heures/mois/2026-10"


def work_a_week() -> list[UUID]:
    """Two people who began in the last week of October; the second was ill on its last day."""
    contracts = hire_team(2, contract=terms(LAST_WEEK[0]))
    for day in LAST_WEEK:
        fill(day)
    tap(contracts[1], "MAL", day=LAST_WEEK[3])
    for day in LAST_WEEK:
        validate(day)
    return contracts


@pytest.fixture
def two(context: None) -> list[UUID]:
    """The two of `work_a_week`."""
    return work_a_week()


def close() -> int:
    with atomic():
        return close_month(site=find_site("auto-bleue"), month=OCTOBER, actor="test")


def test_every_day_is_locked_logged_and_told_to_the_audit(two: list[UUID]) -> None:
    assert close() == 4

    steps = session.scalar(select(func.count()).where(DaySheetStep.to_status == DayStatus.LOCKED))
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "payroll.closed")).one()
    assert steps == 4
    assert (event.subject, event.detail) == ("payroll:2026-10", {"site": "auto-bleue", "days": 4})
    assert find_month(site_id(), OCTOBER).is_closed
    assert list(list_wrong_hours()) == []


def test_sick_leave_keeps_its_category_whatever_is_tried_afterwards(two: list[UUID]) -> None:
    before = list_payroll([find_site("auto-bleue")], OCTOBER)
    close()

    last = LAST_WEEK[3]
    attempts: list[Callable[[], object]] = [
        lambda: tap(two[1], "TRAV", day=last),
        lambda: write(two[1], {Half.MORNING: {"TRAV": 210}}, day=last),
        lambda: fill(last),
        lambda: undo(last),
        lambda: validate(last),
        lambda: reopen(day=last),
        lambda: write(two[0], {Half.MORNING: {"TRAV": 60}}, day=SATURDAY),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()

    assert list_payroll([find_site("auto-bleue")], OCTOBER) == before
    assert sheet(SATURDAY).version == 0


def test_the_next_month_stays_open(two: list[UUID]) -> None:
    close()

    assert fill() == 2


def test_a_month_with_an_open_day_is_not_closed_at_all(two: list[UUID]) -> None:
    reopen(day=LAST_WEEK[1])

    with pytest.raises(MonthOpen) as refusal:
        close()

    assert refusal.value.problems == ["27/10/2026, Auto Bleue\u00a0: la journée n’est pas validée."]
    assert sheet(LAST_WEEK[0]).status is DayStatus.VALIDATED


def test_a_month_that_is_not_over_is_not_closed(two: list[UUID]) -> None:
    with clock.at(datetime(2026, 10, 31, 12, tzinfo=UTC)), pytest.raises(MonthOpen, match="pas terminé"):
        close()


def test_a_month_is_closed_once(two: list[UUID]) -> None:
    close()

    with pytest.raises(Refused, match="plus rien à clore"):
        close()


def test_finance_closes_the_month_from_its_page(
    sign_in: Callable[[Persona], Visitor], supervisor: Visitor, inside: Callable[..., Any]
) -> None:
    inside(work_a_week)
    finance = sign_in(FINANCE)

    answer = finance.submit(PAGE, action=f"{PAGE}/clore")

    assert answer.location == PAGE
    page = finance.get(PAGE).text
    assert "4 journées ne changent plus." in page
    assert "Ce mois est clos" in page
    assert "/clore" not in page
    day = supervisor.get("/auto-bleue/atelier/heures/jour/2026-10-29").text
    assert "Verrouillée par Finance" in day
    assert "Corriger cette journée" not in day


def test_a_month_with_an_open_day_offers_no_closing(
    sign_in: Callable[[Persona], Visitor], inside: Callable[..., Any]
) -> None:
    inside(work_a_week)
    inside(reopen, day=LAST_WEEK[0])

    assert "/clore" not in sign_in(FINANCE).get(PAGE).text
