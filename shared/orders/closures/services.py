"""Closing days and opening them again. Acts belong to a unit."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.orders.models import Closure
from shared.orders.queries import trade_of
from shared.workshop import Site

LONGEST = timedelta(days=366)


def close_days(*, site: Site, first: date, last: date, reason: str, actor: str) -> int:
    """Serves nobody from `first` to `last`, both included; orders that were placed stay.

    Returns how many people with a subscription are told. Raises InvalidInput (fields `first`, `last`).
    """
    if first < clock.today():
        raise InvalidInput("first", "Ce jour est passé. Choisissez aujourd’hui ou plus tard.")
    if last < first:
        raise InvalidInput("last", "La fin est avant le début. Choisissez le même jour ou un jour après.")
    if last - first > LONGEST:
        raise InvalidInput("last", "Une fermeture dure un an au plus.")
    _refuse_overlap(site, first, last)
    told = trade_of(site.slug).tell_closed(first, last, reason)
    session.add(Closure(site_id=site.id, first=first, last=last, reason=reason, noted_by=actor))
    session.flush()
    record_event(actor=actor, action="orders.days_closed", subject=f"site:{site.slug}", detail=_detail(first, last))
    return told


def open_again(*, site: Site, public_id: UUID, actor: str) -> int:
    """Takes a closure back from today on: days that are over stay closed, for nothing was delivered on them.

    Returns how many people with a subscription are told. Raises NotFound.
    """
    mine = select(Closure).where(Closure.public_id == public_id, Closure.site_id == site.id)
    closure = session.scalar(mine.with_for_update())
    if closure is None:
        raise NotFound("Cette fermeture n’existe pas.")
    first, last = max(closure.first, clock.today()), closure.last
    if closure.first < first <= last:
        closure.last = first - timedelta(days=1)
    elif first <= last:
        session.delete(closure)
    session.flush()
    record_event(actor=actor, action="orders.days_opened", subject=f"site:{site.slug}", detail=_detail(first, last))
    return trade_of(site.slug).tell_open_again(first, last)


def _refuse_overlap(site: Site, first: date, last: date) -> None:
    # Of two who close the same days, the second waits here.
    session.execute(select(Site.id).where(Site.id == site.id).with_for_update())
    same = select(Closure).where(Closure.site_id == site.id, Closure.first <= last, Closure.last >= first)
    if known := session.scalar(same.order_by(Closure.first).limit(1)):
        days = f"du {known.first:%d/%m/%Y} au {known.last:%d/%m/%Y}"
        raise InvalidInput("first", f"C’est déjà fermé {days} ({known.reason}). Rouvrez d’abord, ou changez les dates.")


def _detail(first: date, last: date) -> dict[str, object]:
    return {"first": first.isoformat(), "last": last.isoformat()}
