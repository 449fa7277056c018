"""Which days are closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.kernel.weeks import days_between
from shared.orders.models import Closure
from shared.workshop import Site


def list_closed_days(site_slug: str, first: date, last: date | None = None) -> set[date]:
    """Returns the days that a site has closed from `first` to `last`, both included, or from `first` on."""
    wanted = select(Closure.first, Closure.last).join(Site, Site.id == Closure.site_id).where(Site.slug == site_slug)
    rows = session.execute(wanted.where(Closure.last >= first)).all()
    return {
        day
        for begins, ends in rows
        for day in days_between(max(begins, first), ends if last is None else min(ends, last))
    }


def list_closures_to_come(site_id: int, today: date) -> Sequence[Closure]:
    """Returns the closures that are not over, the next first. One statement."""
    mine = select(Closure).where(Closure.site_id == site_id, Closure.last >= today)
    return session.scalars(mine.order_by(Closure.first, Closure.id)).all()
