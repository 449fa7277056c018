"""The week is closed in one act, with the list of what misses, and opened again with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from lxml import html
from sqlalchemy import select

from shared import signals
from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.kernel.weeks import Week
from shared.payroll.models import DaySheetStep, DayStatus
from shared.payroll.services import record_line
from shared.payroll.validation import WeekOpen, close_week, reopen_week
from shared.payroll.verification import list_wrong_hours
from shared.people.models import Half
from shared.workshop import find_site
from tests.support.client import Visitor
from tests.support.months import approve
from tests.support.personas import CIP, Persona
from tests.support.sheets import fill, sheet, tap, validate
from tests.support.team import hire_team, site_id, terms

WEEK = Week(2026, 46)
WORKED = WEEK.days[:4]
PAGE = "/auto-bleue/atelier/heures/semaine/2026-W46"
STRADDLING = Week.of(date(2026, 10, 29))
"""26 October to 1 November: the last days of one month and the first of the next."""


def close(week: Week = WEEK) -> int:
    with atomic():
        return close_week(site=find_site("auto-bleue"), week=week, actor="test")


def reopen(reason: str = "Oubli", week: Week = WEEK) -> int:
    with atomic():
        return reopen_week(site=find_site("auto-bleue"), week=week, reason=reason, actor="test")


def record_all() -> None:
    for day in WORKED:
        fill(day)


@pytest.mark.usefixtures("team")
def test_every_day_is_validated_at_once_logged_and_told() -> None:
    told: list[dict[str, object]] = []

    def listen(_sender: object, **facts: object) -> None:
        told.append(facts)

    record_all()
    validate(WORKED[0])
    with signals.week_closed.connected_to(listen):
        assert close() == 3

    assert {sheet(day).status for day in WORKED} == {DayStatus.VALIDATED}
    assert told == [{"site_id": site_id(), "week": "2026-W46"}]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "week.closed")).one()
    assert (event.subject, event.detail) == ("week:2026-W46", {"site": "auto-bleue", "days": 3})
    assert list(list_wrong_hours()) == []


def test_what_misses_is_listed_and_nothing_is_validated(team: list[UUID]) -> None:
    fill(WORKED[0])
    tap(team[0], "MAL", day=WORKED[1])

    with pytest.raises(WeekOpen) as refusal:
        close()

    days = dict(refusal.value.problems)
    assert list(days) == list(WORKED[1:])
    assert days[WORKED[1]].startswith("il manque une saisie pour Bruno M., Chloé T.")
    assert days[WORKED[2]] == "rien n’est saisi"
    assert sheet(WORKED[0]).status is DayStatus.DRAFT


@pytest.mark.usefixtures("team")
def test_a_week_that_goes_on_waits_for_its_last_day() -> None:
    record_all()

    with clock.at(datetime(2026, 11, 11, 16, tzinfo=UTC)), pytest.raises(WeekOpen) as refusal:
        close()
    assert refusal.value.problems == [(WORKED[3], "ce jour n’est pas encore arrivé")]

    with clock.at(datetime(2026, 11, 12, 16, tzinfo=UTC)):
        assert close() == 4


@pytest.mark.usefixtures("team")
def test_a_closed_week_has_nothing_left_to_close() -> None:
    record_all()
    close()

    with pytest.raises(Refused, match="plus rien à clore"):
        close()


@pytest.mark.usefixtures("team")
def test_it_is_opened_again_with_a_reason_that_each_day_remembers() -> None:
    record_all()
    close()

    assert reopen("  Arrêt   reçu ") == 4

    assert {sheet(day).status for day in WORKED} == {DayStatus.DRAFT}
    reasons = session.scalars(select(DaySheetStep.reason).where(DaySheetStep.reason.is_not(None)))
    assert list(reasons) == ["Arrêt reçu"] * 4


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_without_a_reason_it_stays_closed(reason: str) -> None:
    record_all()
    close()

    with pytest.raises(InvalidInput) as refusal:
        reopen(reason)

    assert refusal.value.field == "reason"
    assert sheet(WORKED[0]).status is DayStatus.VALIDATED


def test_a_week_over_two_months_opens_only_the_days_of_the_open_month(context: None) -> None:
    contracts = hire_team(2, contract=terms(STRADDLING.first))
    for day in STRADDLING.days[:4]:
        fill(day)
    with atomic():
        record_line(
            site_id=site_id(),
            day=STRADDLING.last,
            contract=contracts[0],
            entries={Half.MORNING: {"TRAV": 120}},
            comment="",
            seen_version=0,
            actor="test",
        )
    close(STRADDLING)
    approve()

    assert reopen(week=STRADDLING) == 1

    assert sheet(STRADDLING.last).status is DayStatus.DRAFT
    assert sheet(STRADDLING.days[3]).status is DayStatus.VALIDATED


def test_the_supervisor_closes_the_week_from_its_page(
    supervisor: Visitor, crew: list[UUID], inside: Callable[..., Any]
) -> None:
    inside(fill, WORKED[0])
    before = html.fromstring(supervisor.get(PAGE).text)
    links = before.xpath("//section[contains(@class, 'week-closing')]//a/@href")
    assert links == [f"/auto-bleue/atelier/heures/jour/{day}" for day in WORKED[1:]]
    for day in WORKED[1:]:
        inside(fill, day)

    assert supervisor.submit(PAGE, action=f"{PAGE}/clore").location == PAGE

    page = supervisor.get(PAGE).text
    assert page.count("est close") == 1
    assert "chaque journée est validée" in page
    assert supervisor.submit(PAGE, action=f"{PAGE}/rouvrir", reason=" ").status_code == 422
    assert supervisor.submit(PAGE, action=f"{PAGE}/rouvrir", reason="Oubli").location == PAGE
    assert "4 journées restent à valider" in supervisor.get(PAGE).text


def test_who_only_reads_is_told_that_the_workshop_must_close(
    sign_in: Callable[[Persona], Visitor], crew: list[UUID], inside: Callable[..., Any]
) -> None:
    for day in WORKED:
        inside(fill, day)

    page = sign_in(CIP).get(PAGE).text

    assert "L’encadrement doit encore valider 4 journées." in page
    assert "/clore" not in page
