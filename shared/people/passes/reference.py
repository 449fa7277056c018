"""The rules of the PASS IAE as they are seeded: dated rows with their source.

Nearly all were read in the code of the platform les-emplois (`itou/approvals`). That a reason allows a year each time
is said by its form and its help alone, and the platform holds to it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from shared.db import session
from shared.people.models import PassLimit, ProlongationRule
from shared.people.passes.words import PassLimitCode, ProlongationReason

SINCE = date(2021, 12, 1)
"""Since when the platform offers no other reasons of prolongation."""

_SOURCE = "Plateforme de l’inclusion, règles des PASS IAE (itou/approvals)"

LIMITS = {
    PassLimitCode.DAYS: 730,
    PassLimitCode.LONGEST_SUSPENSION_MONTHS: 36,
    PassLimitCode.SHORTEST_SUSPENSION_DAYS: 1,
    PassLimitCode.LOOK_BACK_DAYS: 365,
    PassLimitCode.ASK_BEFORE_MONTHS: 12,
    PassLimitCode.ASK_AFTER_MONTHS: 6,
    PassLimitCode.WAITING_MONTHS: 24,
}


class Seed(NamedTuple):
    """One reason of prolongation: days each time, and in all."""

    reason: ProlongationReason
    each_days: int
    total_days: int | None = None
    needs_opinion: bool = False
    needs_report: bool = False
    kept_apart: bool = False


PROLONGATIONS = (
    Seed(ProlongationReason.TRAINING, 365),
    Seed(ProlongationReason.SENIOR, 365, 5 * 365, needs_opinion=True, needs_report=True),
    Seed(ProlongationReason.SENIOR_OPEN_ENDED, 10 * 365),
    Seed(ProlongationReason.RQTH, 365, 3 * 365, needs_opinion=True, needs_report=True, kept_apart=True),
    Seed(ProlongationReason.PARTICULAR, 365, 3 * 365, needs_opinion=True, needs_report=True, kept_apart=True),
)


def seed() -> None:
    """Inserts the rules that the database lacks, inside the caller's unit; rows that are there stay as they are."""
    known = set(session.scalars(select(PassLimit.code)))
    session.add_all(
        PassLimit(code=code, amount=amount, source=_SOURCE, confirmed=True, valid_from=SINCE)
        for code, amount in LIMITS.items()
        if code not in known
    )
    reasons = set(session.scalars(select(ProlongationRule.reason)))
    session.add_all(
        ProlongationRule(**each._asdict(), source=_SOURCE, confirmed=True, valid_from=SINCE)
        for each in PROLONGATIONS
        if each.reason not in reasons
    )
