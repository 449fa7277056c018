"""How many people have left, and for what."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from shared.db import session
from shared.followup.models import Exit, ExitReason
from shared.people.overview import Sites, at_sites


class ExitCount(NamedTuple):
    """Noted exits, and how many of them to a job or a training; the others may have a reason that nobody may read."""

    noted: int = 0
    placed: int = 0


def count_exits(sites: Sites, first: date, last: date) -> dict[int, ExitCount]:
    """Returns by site the exits from `first` to `last`, both included. One statement."""
    placed = func.count(ExitReason.id).filter(ExitReason.job_or_training)
    rows = session.execute(
        select(Exit.site_id, func.count(), placed)
        .outerjoin(ExitReason, ExitReason.id == Exit.reason_id)
        .where(at_sites(Exit.site_id, sites), Exit.left_on.between(first, last))
        .group_by(Exit.site_id)
    )
    return {site_id: ExitCount(noted, went) for site_id, noted, went in rows}
