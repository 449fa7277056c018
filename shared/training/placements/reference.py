"""What bounds immersions, as it is seeded: dated rows with their source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.training.models import PlacementLimit, PlacementLimitCode
from shared.training.placements.judging import Limit

SINCE = date(2014, 11, 21)
"""Since when immersions have this form. Source: décret 2014-1360 of 13 November 2014."""

LIMITS = {
    PlacementLimitCode.LONGEST_MONTHS: Limit(1, "C. trav. D. 5135-2"),
    PlacementLimitCode.RENEWALS: Limit(1, "C. trav. D. 5135-2"),
    PlacementLimitCode.AT_ONE_HOST: Limit(2, "C. trav. D. 5135-3"),
    PlacementLimitCode.DAYS_AT_ONE_HOST: Limit(60, "C. trav. D. 5135-3"),
    PlacementLimitCode.LOOK_BACK_MONTHS: Limit(12, "C. trav. D. 5135-3"),
}


def seed() -> None:
    """Inserts the limits that the database lacks, inside the caller's unit; rows that are there stay as they are."""
    known = set(session.scalars(select(PlacementLimit.code)))
    session.add_all(
        PlacementLimit(code=code, amount=limit.amount, source=limit.article, confirmed=True, valid_from=SINCE)
        for code, limit in LIMITS.items()
        if code not in known
    )
