"""Half-days of training: planned, signed for on a tablet, closed into the day sheet, opened again for a correction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.people.models import Half
from shared.training.attendance import services
from shared.training.models import (
    TRAINING_TRANSITIONS,
    Attendance,
    AttendanceMark,
    TrainingAction,
    TrainingKind,
    TrainingSession,
    TrainingStatus,
    TrainingStep,
)
from shared.training.verification import list_wrong_sheets
from tests.support.sheets import fill, line, sheet, tap, validate
from tests.support.team import AT_WORK, MONDAY, hire_team, site_id
from tests.support.training import ACTOR, STROKES, closed, everybody, sheet_of, signed, training

AM, PM = Half


@pytest.fixture(autouse=True)
def monday(app: Flask) -> Iterator[None]:
    """Half past eight on Monday, inside the application."""
    with app.app_context(), clock.at(AT_WORK):
        yield


@pytest.fixture
def contracts() -> list[UUID]:
    """Ada, Bruno and Chloé."""
    return hire_team(3)


def act(verb: str, session_of: UUID, **more: Any) -> Any:
    with atomic():
        return getattr(services, verb)(site_id=site_id(), training=session_of, actor=ACTOR, **more)


def marks(session_of: UUID) -> list[AttendanceMark]:
    return [place.mark for place in sheet_of(session_of).places]


def test_who_signed_has_the_training_and_who_did_not_is_left_to_the_day_sheet(contracts: list[UUID]) -> None:
    ada, bruno, chloe = everybody()
    session_of = training([ada, bruno, chloe])
    assert signed(session_of, ada)
    assert signed(session_of, bruno, None)
    act("note_lateness", session_of, person=bruno, minutes=20)
    assert closed(session_of) == 2

    assert line(contracts[0]).entries == {AM: {"FOR_INT": 210}}
    assert line(contracts[1]).entries == {AM: {"FOR_INT": 190, "RET": 20}}
    assert len(sheet().lines) == 2
    assert marks(session_of) == [AttendanceMark.SIGNED, AttendanceMark.SIGNED, AttendanceMark.ABSENT]
    assert sheet_of(session_of).is_intact


def test_all_present_leaves_what_is_signed_for_elsewhere(contracts: list[UUID]) -> None:
    ada, bruno, _ = everybody()
    session_of = training([ada, bruno])
    assert fill() == 3
    assert line(contracts[0]).entries == {PM: {"TRAV": 210}}
    assert line(contracts[2]).entries == {AM: {"TRAV": 210}, PM: {"TRAV": 210}}
    with pytest.raises(Refused, match="se signe en formation"):
        fill()
    signed(session_of, ada)
    signed(session_of, bruno)
    closed(session_of)
    assert line(contracts[0]).entries == {AM: {"FOR_INT": 210}, PM: {"TRAV": 210}}
    with pytest.raises(Refused, match="plus rien à remplir"):
        fill()


def test_signing_twice_is_signing_once(contracts: list[UUID]) -> None:
    ada = everybody()[0]
    session_of = training([ada])
    assert signed(session_of, ada)
    before = sheet_of(session_of)
    assert not signed(session_of, ada, None)
    assert sheet_of(session_of) == before


def test_a_sheet_on_paper_is_noted_at_once_and_a_signature_stays(contracts: list[UUID]) -> None:
    ada, bruno, chloe = everybody()
    session_of = training([ada, bruno, chloe], kind=TrainingKind.EXTERNAL, provider="Centre Exemple")
    signed(session_of, ada)
    assert act("mark_on_paper", session_of, people=[bruno, chloe]) == 3
    assert act("mark_on_paper", session_of, people=[bruno]) == 2
    with pytest.raises(InvalidInput, match="pas sur la feuille"):
        act("mark_on_paper", session_of, people=[uuid4()])
    closed(session_of)
    assert marks(session_of) == [AttendanceMark.SIGNED, AttendanceMark.ON_PAPER, AttendanceMark.ABSENT]
    assert line(contracts[1]).entries == {AM: {"FOR_EXT": 210}}


def test_a_reopened_sheet_corrects_the_day(contracts: list[UUID]) -> None:
    ada, bruno, _ = everybody()
    session_of = training([ada, bruno])
    signed(session_of, ada)
    closed(session_of)
    with pytest.raises(InvalidInput, match="Dites pourquoi"):
        act("reopen_session", session_of, reason=" ")
    act("reopen_session", session_of, reason="Bruno était là, pas Ada")
    act("take_back", session_of, person=ada)
    signed(session_of, bruno)
    closed(session_of)
    assert line(contracts[1]).entries == {AM: {"FOR_INT": 210}}
    assert not sheet().entries_of(next(iter(sheet().latest)))
    steps = session.scalars(select(TrainingStep).order_by(TrainingStep.id)).all()
    assert [(step.action, bool(step.sha256)) for step in steps] == [
        (TrainingAction.CLOSE, True),
        (TrainingAction.REOPEN, False),
        (TrainingAction.CLOSE, True),
    ]
    assert steps[0].sha256 != steps[2].sha256


def test_a_day_that_says_somebody_was_ill_is_not_overwritten(contracts: list[UUID]) -> None:
    ada, bruno, _ = everybody()
    session_of = training([ada, bruno])
    tap(contracts[0], "MAL")
    signed(session_of, ada)
    signed(session_of, bruno)
    with pytest.raises(Refused, match=re.escape("Ada B. (malade)")):
        closed(session_of)
    assert sheet_of(session_of).training.status is TrainingStatus.PLANNED
    assert line(contracts[0]).entries == {AM: {"MAL": 210}, PM: {"MAL": 210}}
    assert all(number == line(contracts[0]).contract_id for number in sheet().lines)


def test_a_validated_day_is_opened_first(contracts: list[UUID]) -> None:
    ada = everybody()[0]
    session_of = training([ada])
    for contract in contracts:
        tap(contract, "TRAV")
    signed(session_of, ada)
    validate()
    with pytest.raises(Refused, match="déjà validée"):
        closed(session_of)
    assert line(contracts[0]).entries[AM] == {"TRAV": 210}


def test_nobody_signs_for_tomorrow_nor_on_a_closed_sheet(contracts: list[UUID]) -> None:
    ada = everybody()[0]
    tomorrow = training([ada], MONDAY + timedelta(days=1))
    with pytest.raises(Refused, match="le jour même"):
        signed(tomorrow, ada)
    session_of = training([ada])
    with pytest.raises(Refused, match="Personne n’a signé"):
        closed(session_of)
    with pytest.raises(NotFound):
        signed(session_of, everybody()[1])
    signed(session_of, ada)
    with pytest.raises(Refused, match="Effacez d’abord"):
        act("cancel_session", session_of)
    closed(session_of)
    with pytest.raises(Refused):
        signed(session_of, ada)


@pytest.mark.parametrize(
    "drawing",
    [
        "<svg>", 7, {}, [], [[]], [[[1, 1]]], [[1, 2]], [[[1, 2], [3]]], [[[1, 2], [3, "4"]]], [[[-1, 2], [3, 4]]],
        [[[1, 2], [601, 4]]], [[[1, 1]] * 2001], [[[1, 1], [2, 2]]] * 61, [[[1.5, 2], [3, 4]]],
    ],
    ids=str,
)  # fmt: skip
def test_anything_but_strokes_is_no_signature(contracts: list[UUID], drawing: Any) -> None:
    ada = everybody()[0]
    session_of = training([ada])
    with pytest.raises(InvalidInput) as refused:
        signed(session_of, ada, drawing)
    assert refused.value.field == "drawing"
    assert marks(session_of) == [AttendanceMark.EXPECTED]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 121}, "subject"),
        ({"trainer": "x" * 121}, "trainer"),
        ({"day": date(1999, 1, 1)}, "day"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 721}, "minutes"),
        ({"people": []}, "people"),
        ({"people": [uuid4()]}, "people"),
        ({"day": date(2026, 8, 31)}, "people"),
    ],
)
def test_a_training_that_cannot_be_says_why_at_its_field(
    contracts: list[UUID], change: dict[str, Any], field: str
) -> None:
    wish: dict[str, Any] = {"people": everybody()}
    with pytest.raises(InvalidInput) as refused:
        training(**(wish | change))
    assert refused.value.field == field
    assert session.scalar(select(Attendance.session_id)) is None


@pytest.mark.parametrize("action", TrainingAction)
@pytest.mark.parametrize("status", TrainingStatus)
def test_every_state_takes_the_actions_of_the_table_and_no_other(
    contracts: list[UUID], status: TrainingStatus, action: TrainingAction
) -> None:
    ada = everybody()[0]
    session_of = training([ada])
    if status is TrainingStatus.CANCELLED:
        act("cancel_session", session_of)
    elif status is TrainingStatus.CLOSED:
        signed(session_of, ada)
        closed(session_of)
    verbs: dict[TrainingAction, tuple[str, dict[str, Any]]] = {
        TrainingAction.SIGN: ("sign", {"person": ada, "drawing": STROKES}),
        TrainingAction.CLOSE: ("close_session", {}),
        TrainingAction.REOPEN: ("reopen_session", {"reason": "essai"}),
        TrainingAction.CANCEL: ("cancel_session", {}),
        TrainingAction.RESTORE: ("restore_session", {}),
    }
    verb, more = verbs[action]
    if action is TrainingAction.CLOSE and status is TrainingStatus.PLANNED:
        signed(session_of, ada)
    if TRAINING_TRANSITIONS.allows(status, action):
        act(verb, session_of, **more)
        assert sheet_of(session_of).training.status is TRAINING_TRANSITIONS.after(status, action)
    else:
        with pytest.raises(Refused):
            act(verb, session_of, **more)
        assert sheet_of(session_of).training.status is status


def test_a_sheet_that_was_changed_behind_our_back_says_so(contracts: list[UUID]) -> None:
    ada = everybody()[0]
    session_of = training([ada])
    signed(session_of, ada)
    closed(session_of)
    with atomic():
        session.scalars(select(Attendance)).one().drawing = [[[1, 1], [2, 2]]]
    assert not sheet_of(session_of).is_intact


def test_training_outside_the_timetable_lasts_what_it_lasts(contracts: list[UUID]) -> None:
    # Nobody is planned on a Friday.
    friday = MONDAY + timedelta(days=4)
    with clock.at(clock.at_paris(friday, 12)):
        ada = everybody()[0]
        session_of = training([ada], friday, minutes=90)
        signed(session_of, ada)
        closed(session_of)
        assert line(contracts[0], friday).entries == {AM: {"FOR_INT": 90}}
        assert line(contracts[0], friday).recorded_by == ACTOR


def test_verify_says_which_sheet_no_longer_says_what_was_signed(contracts: list[UUID]) -> None:
    ada = everybody()[0]
    session_of = training([ada])
    other = training([ada], half=PM)
    signed(session_of, ada)
    closed(session_of)
    assert list(list_wrong_sheets()) == []
    with atomic():
        session.scalars(select(Attendance).where(Attendance.mark == AttendanceMark.SIGNED)).one().late_minutes = 45
        row = session.scalars(select(TrainingSession).where(TrainingSession.public_id == other)).one()
        row.status = TrainingStatus.CANCELLED
    assert list(list_wrong_sheets()) == [
        "séance du 16/11/2026, matin, Auto Bleue\u00a0: elle ne dit plus ce qui a été signé",
        "séance du 16/11/2026, après-midi, Auto Bleue\u00a0: son état ne suit pas de son historique",
    ]
