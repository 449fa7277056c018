"""Several administrators change one rule from the same day at the same moment: one row, a sentence for the rest."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from shared.config import Settings
from shared.db import atomic, session
from shared.kernel.errors import InvalidInput
from shared.payroll.rules.services import change_limit
from shared.people.models import ContractKind, LabourLimit, LimitCode
from tests.support.races import race

SCREENS = 4
NEW_YEAR = date(2027, 1, 1)
SHARE = LimitCode.COMPLEMENTARY_SHARE


def change(amount: int) -> str:
    """Gives the share of complementary hours another amount from New Year on; returns the field that is refused."""
    try:
        with atomic():
            change_limit(
                code=SHARE,
                kind=ContractKind.CDDI,
                amount=amount,
                valid_from=NEW_YEAR,
                source="Accord",
                confirmed=True,
                actor="test",
            )
    except InvalidInput as refusal:
        return refusal.field
    return ""


def test_a_rule_changes_once_a_day(app: Flask, settings: Settings) -> None:
    results = race(change, [1100 + screen for screen in range(SCREENS)], settings)

    with app.app_context():
        stored = session.scalars(select(LabourLimit.amount).where(LabourLimit.valid_from == NEW_YEAR)).all()
    assert stored == [1100 + results.index("")]
    assert sorted(map(str, results)) == ["", *["valid_from"] * (SCREENS - 1)]
