"""Closing a month: once payroll has it, nothing in it changes any more. Days are locked, one by one.

What is discovered afterwards is noted in a month that is still open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.weeks import Month
from shared.payroll.models import DAY_TRANSITIONS, DayAction, DaySheet, DaySheetStep, DayStatus
from shared.payroll.queries.period import Period, find_period, list_open_days
from shared.payroll.store import Sheet, change_status, claim_sheet
from shared.workshop import Site


class MonthOpen(Refused):
    """The month cannot go to payroll or be closed yet; `problems` has one sentence for each thing to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("Ce mois n’est pas prêt pour la paie. " + " ".join(problems))
        self.problems = list(problems)


def close_month(*, site: Site, month: Month, actor: str) -> int:
    """Locks every day of a site's month and returns how many there were.

    Raises MonthOpen with what misses, Refused when nothing is left to close.
    """
    period = find_period(site.id, month.first, month.last)
    if problems := list(list_problems(site, month, period)):
        raise MonthOpen(problems)
    days = sorted(day for day, sheet in period.sheets.items() if sheet.status is DayStatus.VALIDATED)
    if not days:
        raise Refused("Il n’y a plus rien à clore dans ce mois.")
    for day in days:
        _lock(claim_sheet(site.id, day).sheets[day], actor)
    record_event(
        actor=actor,
        action="payroll.closed",
        subject=f"payroll:{month}",
        detail={"site": site.neutral_slug, "days": len(days)},
    )
    return len(days)


def is_closed(site_id: int, month: Month) -> bool:
    """Tells whether a site's month has been closed. One statement."""
    locked = select(DaySheet.id).where(DaySheet.site_id == site_id, DaySheet.day.between(month.first, month.last))
    return session.scalar(locked.where(DaySheet.status == DayStatus.LOCKED).limit(1)) is not None


def list_problems(site: Site, month: Month, period: Period) -> Iterator[str]:
    """Yields one sentence for each thing that keeps a month from payroll; no statement."""
    if clock.today() <= month.last:
        yield f"{month}\u00a0: le mois n’est pas terminé, il finit le {month.last:%d/%m/%Y}."
    for day, words in list_open_days(period):
        yield f"{day:%d/%m/%Y}, {site.neutral_label}\u00a0: {words}".rstrip(".") + "."


def _lock(sheet: Sheet, actor: str) -> None:
    after = DAY_TRANSITIONS.after(sheet.status, DayAction.LOCK)
    change_status(sheet, after)
    session.add(
        DaySheetStep(
            day_sheet_id=sheet.id,
            action=DayAction.LOCK,
            from_status=sheet.status,
            to_status=after,
            actor=actor,
            happened_at=clock.now(),
        )
    )
