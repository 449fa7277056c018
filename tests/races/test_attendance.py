"""Several tablets sign and close one sheet at the same moment: a signature counts once, and the sheet closes once."""

from __future__ import annotations

from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from shared.config import Settings
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.payroll.models import DayEntry
from shared.training.attendance import services
from shared.training.models import AttendanceMark, TrainingStep
from tests.support.races import race
from tests.support.team import AT_WORK, hire_team, site_id
from tests.support.training import ACTOR, everybody, sheet_of, signed, training

HANDS = 4


def sign(wish: tuple[UUID, UUID]) -> bool:
    """Touches a name."""
    with clock.at(AT_WORK):
        return signed(*wish)


def close(session_of: UUID) -> int:
    """Presses the last button."""
    with clock.at(AT_WORK), atomic():
        return services.close_session(site_id=site_id(), training=session_of, actor=ACTOR)


def test_a_name_that_two_tablets_touch_is_signed_once(app: Flask, settings: Settings) -> None:
    with app.app_context(), clock.at(AT_WORK):
        hire_team(2)
        ada, bruno = everybody()
        session_of = training([ada, bruno])

    results = race(sign, [(session_of, ada)] * (HANDS - 1) + [(session_of, bruno)], settings)

    assert sorted(results, key=str) == [False, False, True, True]
    with app.app_context():
        assert [place.mark for place in sheet_of(session_of).places] == [AttendanceMark.SIGNED] * 2


def test_a_sheet_closes_once(app: Flask, settings: Settings) -> None:
    with app.app_context(), clock.at(AT_WORK):
        hire_team(2)
        session_of = training(everybody())
        for person in everybody():
            signed(session_of, person)

    results = race(close, [session_of] * HANDS, settings)

    assert sum(each == 2 for each in results) == 1, results
    assert sum(isinstance(each, Refused) for each in results) == HANDS - 1
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(TrainingStep)) == 1
        assert session.scalar(select(func.count()).select_from(DayEntry)) == 2
        assert sheet_of(session_of).is_intact
