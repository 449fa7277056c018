"""A month's way to payroll: each step by its own person, and nothing in it changes any more behind their back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.payroll.export import Profile, export_payroll, list_payroll
from shared.payroll.models import DaySheetStep, DayStatus, MonthStatus
from shared.payroll.months import MonthOpen
from shared.payroll.queries.standing import find_standing
from shared.payroll.verification import list_wrong_hours, list_wrong_months
from shared.people.models import Half
from shared.people.services import hire_person
from shared.workshop import find_site
from tests.support.client import Visitor
from tests.support.damage import damage
from tests.support.months import OCTOBER, approve, check, close, reopen_month
from tests.support.personas import CIP, FINANCE, Persona
from tests.support.sheets import fill, reopen, sheet, tap, undo, validate, write
from tests.support.team import hire_team, site_id, terms

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


def export() -> None:
    with atomic():
        export_payroll([find_site("auto-bleue")], OCTOBER, Profile.CSV, BytesIO(), actor="test")


def status() -> MonthStatus:
    return find_standing(site_id(), OCTOBER).status


def hand_over() -> None:
    """Takes the month as far as payroll."""
    approve()
    check()
    export()


def test_the_month_goes_step_by_step_and_each_step_is_logged(two: list[UUID]) -> None:
    reached = []
    for act in (approve, check, export, close):
        act()
        reached.append(status())

    assert reached == [MonthStatus.APPROVED, MonthStatus.CHECKED, MonthStatus.EXPORTED, MonthStatus.LOCKED]
    standing = find_standing(site_id(), OCTOBER)
    assert [step.action for step in standing.steps] == ["approve", "check", "export", "lock"]
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("payroll_month")))
    assert list(actions) == [f"payroll_month.{step.action}" for step in standing.steps]


@pytest.mark.parametrize("taken", [0, 1, 2], ids=["open", "approved", "checked"])
def test_no_step_is_left_out(two: list[UUID], taken: int) -> None:
    way: list[Callable[[], object]] = [approve, check, export, close]
    for step in way[:taken]:
        step()
    before = status()

    for leap in way[taken + 1 :]:
        with pytest.raises(Refused):
            leap()

    assert status() is before


def test_closing_locks_every_day_and_tells_the_log(two: list[UUID]) -> None:
    hand_over()

    assert close() == 4

    steps = session.scalar(select(func.count()).where(DaySheetStep.to_status == DayStatus.LOCKED))
    assert steps == 31
    assert {sheet(day).status for day in OCTOBER.days} == {DayStatus.LOCKED}
    assert list(list_wrong_hours()) == []


def test_sick_leave_keeps_its_category_whatever_is_tried_afterwards(two: list[UUID]) -> None:
    before = list_payroll([find_site("auto-bleue")], OCTOBER)
    hand_over()
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
        reopen_month,
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()

    assert list_payroll([find_site("auto-bleue")], OCTOBER) == before
    assert sheet(SATURDAY).lines == {}


def test_a_validated_month_does_not_change_until_it_is_opened_again(two: list[UUID]) -> None:
    approve()
    with pytest.raises(Refused, match="rouvrir le mois"):
        reopen(day=LAST_WEEK[3])
    with pytest.raises(Refused):
        write(two[0], {Half.MORNING: {"TRAV": 60}}, day=SATURDAY)

    reopen_month("Arrêt de travail reçu le 12")
    reopen(day=LAST_WEEK[2])
    tap(two[1], "MAL", day=LAST_WEEK[2])
    validate(LAST_WEEK[2])
    approve()

    standing = find_standing(site_id(), OCTOBER)
    assert (standing.status, standing.version) == (MonthStatus.APPROVED, 2)
    assert [step.reason for step in standing.steps] == ["", "Arrêt de travail reçu le 12", ""]


def test_a_file_after_a_correction_says_what_changed(two: list[UUID]) -> None:
    hand_over()
    export()
    reopen_month()
    reopen(day=LAST_WEEK[2])
    tap(two[1], "MAL", day=LAST_WEEK[2])
    validate(LAST_WEEK[2])
    hand_over()

    first, again, corrected = find_standing(site_id(), OCTOBER).files
    assert (first.version, first.minutes) == (1, {"MAL": 420, "TRAV": 7 * 420})
    assert (again.same, again.change) == (True, {})
    assert (corrected.version, corrected.same, corrected.change) == (2, False, {"MAL": 420, "TRAV": -420})


def test_the_next_month_stays_open(two: list[UUID]) -> None:
    hand_over()
    close()

    assert fill() == 2


def test_a_month_with_an_open_day_is_not_validated_at_all(two: list[UUID]) -> None:
    reopen(day=LAST_WEEK[1])

    with pytest.raises(MonthOpen) as refusal:
        approve()

    assert refusal.value.problems == ["27/10/2026, Auto Bleue\u00a0: la journée n’est pas validée."]
    assert status() is MonthStatus.OPEN
    assert sheet(SATURDAY).version == 0


def test_a_month_that_is_not_over_is_not_validated(two: list[UUID]) -> None:
    with clock.at(datetime(2026, 10, 31, 12, tzinfo=UTC)), pytest.raises(MonthOpen, match="pas terminé"):
        approve()


def test_somebody_hired_into_a_validated_month_is_a_hole_that_checking_finds(two: list[UUID]) -> None:
    approve()
    hire_late()

    with pytest.raises(MonthOpen, match="il manque une saisie pour Chloé T"):
        check()


def hire_late() -> None:
    """A contract signed after the fact, for days that are validated already."""
    with atomic():
        hire_person(
            site_id=site_id(),
            first_name="Chloé",
            last_name="Tilleul",
            matricule=None,
            terms=terms(LAST_WEEK[2]),
            actor="test",
        )


def test_the_verification_recomputes_what_payroll_was_given(two: list[UUID]) -> None:
    hand_over()
    assert list(list_wrong_months()) == []

    damage("UPDATE day_entries SET category = 'AI' WHERE category = 'MAL'")

    assert list(list_wrong_months()) == [
        "mois 2026-10, Auto Bleue\u00a0: les heures ne sont plus celles du dernier fichier de paie"
    ]


def test_each_person_takes_the_own_step_from_the_page(
    sign_in: Callable[[Persona], Visitor], supervisor: Visitor, inside: Callable[..., Any]
) -> None:
    inside(work_a_week)
    adviser, finance = sign_in(CIP), sign_in(FINANCE)

    assert "/verifier" not in adviser.get(PAGE).text
    assert supervisor.submit(PAGE, action=f"{PAGE}/valider").location == PAGE
    assert "Demandez-leur de rouvrir le mois" in supervisor.get(PAGE).text
    assert adviser.submit(PAGE, action=f"{PAGE}/verifier").location == PAGE
    assert finance.submit(PAGE, action=f"{PAGE}/paie", button="profile=csv").status_code == 200
    assert "Fichiers déjà pris" in finance.get(PAGE).text
    assert finance.submit(PAGE, action=f"{PAGE}/clore").location == PAGE

    page = finance.get(PAGE).text
    assert "Ce mois est clos" in page
    assert "Rouvrir le mois" not in page
    day = supervisor.get("/auto-bleue/atelier/heures/jour/2026-10-29").text
    assert "Verrouillée par Finance" in day
    assert "Corriger cette journée" not in day


def test_the_adviser_gives_the_month_back_with_a_reason(
    sign_in: Callable[[Persona], Visitor], inside: Callable[..., Any]
) -> None:
    inside(work_a_week)
    inside(approve)
    adviser = sign_in(CIP)

    without = adviser.submit(PAGE, action=f"{PAGE}/rouvrir", reason=" ")
    assert without.status_code == 422
    assert "Dites pourquoi" in without.text
    assert adviser.submit(PAGE, action=f"{PAGE}/rouvrir", reason="Arrêt reçu").location == PAGE

    assert "Arrêt reçu" in adviser.get(PAGE).text


def test_a_month_with_an_open_day_offers_no_step(supervisor: Visitor, inside: Callable[..., Any]) -> None:
    inside(work_a_week)
    inside(reopen, day=LAST_WEEK[0])

    assert f"{PAGE}/valider" not in supervisor.get(PAGE).text
