"""What bounds immersions, as it is seeded: dated rows with their source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.training.models import PlacementLimit, PlacementLimitCode
from shared.training.placements.judging import ARTICLE

SINCE = date(2014, 11, 21)
"""Since when immersions have this form. Source: décret 2014-1360 of 13 November 2014."""

AMOUNTS = {
    PlacementLimitCode.LONGEST_MONTHS: 1,
    PlacementLimitCode.RENEWALS: 1,
    PlacementLimitCode.AT_ONE_HOST: 2,
    PlacementLimitCode.DAYS_AT_ONE_HOST: 60,
    PlacementLimitCode.LOOK_BACK_MONTHS: 12,
}


def seed() -> None:
    """Inserts the limits that the database lacks, inside the caller's unit; rows that are there stay as they are."""
    known = set(session.scalars(select(PlacementLimit.code)))
    session.add_all(
        PlacementLimit(code=code, amount=amount, source=ARTICLE[code], confirmed=True, valid_from=SINCE)
        for code, amount in AMOUNTS.items()
        if code not in known
    )
