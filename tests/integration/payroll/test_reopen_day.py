"""A validated day is opened again, with its reason."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from shared.db import session
from shared.kernel.errors import InvalidInput, Refused
from shared.payroll.models import COMMENT_LENGTH, DaySheetStep, DayStatus
from shared.payroll.queries import find_day
from tests.support.sheets import fill, reopen, sheet, tap, validate, words
from tests.support.team import MONDAY, site_id

pytestmark = pytest.mark.usefixtures("team")


def test_a_reopened_day_takes_corrections_and_keeps_the_reason(team: list[UUID]) -> None:
    fill()
    validate()

    reopen("Ada  était malade")
    tap(team[0], "MAL")

    step = session.scalars(select(DaySheetStep).order_by(DaySheetStep.id.desc())).first()
    assert step is not None
    assert (step.from_status, step.to_status, step.reason) == ("validated", "draft", "Ada était malade")
    assert words()["Ada B."] == "Malade"


def test_the_page_says_that_it_was_reopened_and_why() -> None:
    fill()
    validate()
    reopen("Ada était malade")

    step = find_day(site_id(), MONDAY).last_step

    assert step is not None
    assert (step.text, step.reason) == ("Rouverte", "Ada était malade")


@pytest.mark.parametrize("reason", ["", "   ", "x" * (COMMENT_LENGTH + 1)])
def test_without_a_reason_the_day_stays_closed(reason: str) -> None:
    fill()
    validate()

    with pytest.raises(InvalidInput) as refusal:
        reopen(reason)

    assert refusal.value.field == "reason"
    assert sheet().status is DayStatus.VALIDATED


def test_a_day_that_was_never_validated_cannot_be_reopened() -> None:
    fill()

    with pytest.raises(Refused):
        reopen()
