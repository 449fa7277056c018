"""« Valider la journée »: complete, or the names of who is missing."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import session
from shared.kernel.errors import Conflict, Refused
from shared.payroll.models import DaySheetStep, DayStatus
from shared.payroll.reasons import Span
from shared.people.models import Half
from shared.signals import day_validated
from tests.support.sheets import ALIX, fill, sheet, tap, validate, write
from tests.support.team import MONDAY

pytestmark = pytest.mark.usefixtures("team")


def test_a_complete_day_is_validated_logged_and_told() -> None:
    told: list[int] = []

    def listen(_sender: object, day_sheet_id: int) -> None:
        told.append(day_sheet_id)

    fill()
    with day_validated.connected_to(listen):
        validate()

    step = session.scalars(select(DaySheetStep)).one()
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "day_sheet.validate")).one()
    assert sheet().status is DayStatus.VALIDATED
    assert told == [sheet().id]
    assert (step.from_status, step.to_status, step.actor) == ("draft", "validated", ALIX)
    assert (event.subject, event.detail) == (f"day_sheet:{sheet().public_id}", {"day": "2026-11-16"})


def test_it_names_those_without_a_line_and_the_half_that_is_open(team: list[UUID]) -> None:
    for contract in team[3:]:
        tap(contract, "TRAV")
    tap(team[1], "MAL", span=Span.MORNING)

    with pytest.raises(Refused) as refusal:
        validate()

    assert refusal.value.sentence == "Il manque une saisie pour Ada B., Bruno M. (après-midi), Chloé T."
    assert sheet().status is DayStatus.DRAFT


def test_a_sheet_that_changed_meanwhile_is_read_again_first(team: list[UUID]) -> None:
    fill()
    seen = sheet().version
    tap(team[0], "MAL")

    with pytest.raises(Conflict, match="Relisez-la"):
        validate(seen=seen)


def test_a_day_is_validated_once() -> None:
    fill()
    validate()

    with pytest.raises(Refused):
        validate()


def test_a_day_on_which_nobody_is_expected_needs_no_validation() -> None:
    with pytest.raises(Refused, match="Personne n’est attendu"):
        validate(date(2026, 11, 15))


def test_extra_hours_on_a_day_off_are_validated_too(team: list[UUID]) -> None:
    sunday = date(2026, 11, 15)
    write(team[0], {Half.MORNING: {"TRAV": 60}}, day=sunday)

    validate(sunday)

    assert sheet(sunday).status is DayStatus.VALIDATED


def test_a_day_to_come_is_not_validated() -> None:
    with pytest.raises(Refused, match="pas encore arrivé"):
        validate(MONDAY + timedelta(days=1))
