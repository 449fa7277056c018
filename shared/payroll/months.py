"""A month on its way to payroll: validated by the workshop, checked, handed over, closed; each step by its own person.

From its validation on, the days of the month no longer change: every one of them is validated, those without hours too.
Opening it again needs a reason and gives it a new version. Closed, it stays as it is for good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.identifiers import new_public_id
from shared.kernel.weeks import Month, Week
from shared.payroll.models import (
    MONTH_TRANSITIONS,
    DayAction,
    DayStatus,
    MonthAction,
    MonthStatus,
    PayrollMonth,
    PayrollMonthStep,
)
from shared.payroll.queries.period import Period, find_period, list_open_days
from shared.payroll.store import Sheet, claim_sheets
from shared.payroll.validation import move_sheets, stated_reason
from shared.workshop import Site


class MonthOpen(Refused):
    """The month cannot take this step yet; `problems` has one sentence for each thing to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("Ce mois n’est pas prêt. " + " ".join(problems))
        self.problems = list(problems)


def approve_month(*, site: Site, month: Month, actor: str) -> None:
    """Says for the workshop that a month is complete, and validates its days without hours with it.

    Raises MonthOpen with what misses, Refused when it has been said already.
    """
    payroll_month = claim_month(site, month)
    MONTH_TRANSITIONS.after(payroll_month.status, MonthAction.APPROVE)
    sheets = _claim_days(site, month)
    _refuse_holes(site, month)
    drafts = [sheet for sheet in sheets if sheet.status is DayStatus.DRAFT]
    if drafts:
        move_sheets(drafts, DayAction.VALIDATE, actor)
    move_month(payroll_month, site, MonthAction.APPROVE, actor)


def check_month(*, site: Site, month: Month, actor: str) -> None:
    """Says that somebody else than the workshop has looked at a month; raises MonthOpen, Refused."""
    payroll_month = claim_month(site, month)
    MONTH_TRANSITIONS.after(payroll_month.status, MonthAction.CHECK)
    _refuse_holes(site, month)
    move_month(payroll_month, site, MonthAction.CHECK, actor)


def close_month(*, site: Site, month: Month, actor: str) -> int:
    """Locks a month that payroll has taken, every day of it, for good; returns how many days had hours.

    Raises Refused when payroll has not taken it yet. What is discovered afterwards is noted in an open month.
    """
    payroll_month = claim_month(site, month)
    MONTH_TRANSITIONS.after(payroll_month.status, MonthAction.LOCK)
    sheets = _claim_days(site, month)
    move_sheets(sheets, DayAction.LOCK, actor)
    move_month(payroll_month, site, MonthAction.LOCK, actor)
    return sum(bool(sheet.lines) for sheet in sheets)


def reopen_month(*, site: Site, month: Month, reason: str, actor: str) -> None:
    """Gives a month back to the workshop as a new version, so that a day of it can be opened and corrected.

    Raises InvalidInput without a reason, Refused when the month is open or closed.
    """
    bare = stated_reason(reason, "ce mois")
    payroll_month = claim_month(site, month)
    move_month(payroll_month, site, MonthAction.REOPEN, actor, reason=bare)
    payroll_month.version += 1


def claim_month(site: Site, month: Month) -> PayrollMonth:
    """Returns a site's month, locked for this unit and made if need be."""
    dialect_insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {
        "public_id": new_public_id(),
        "site_id": site.id,
        "first": month.first,
        "status": MonthStatus.OPEN,
        "version": 1,
    }
    session.execute(dialect_insert(PayrollMonth).values(values).on_conflict_do_nothing())
    mine = select(PayrollMonth).where(PayrollMonth.site_id == site.id, PayrollMonth.first == month.first)
    return session.scalars(mine.with_for_update()).one()


def move_month(
    payroll_month: PayrollMonth,
    site: Site,
    action: MonthAction,
    actor: str,
    *,
    reason: str | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Takes a claimed month one step further, with its log and its event; raises Refused when it is not there yet."""
    before, after = payroll_month.status, MONTH_TRANSITIONS.after(payroll_month.status, action)
    payroll_month.status = after
    session.add(
        PayrollMonthStep(
            payroll_month_id=payroll_month.id,
            action=action,
            from_status=before,
            to_status=after,
            actor=actor,
            happened_at=clock.now(),
            reason=reason,
        )
    )
    record_event(
        actor=actor,
        action=f"payroll_month.{action}",
        subject=f"payroll_month:{payroll_month.public_id}",
        detail={
            "site": site.neutral_slug,
            "month": str(Month.of(payroll_month.first)),
            "version": payroll_month.version,
            **(detail or {}),
        },
    )


def list_problems(site: Site, month: Month, period: Period) -> Iterator[str]:
    """Yields one sentence for each thing that keeps a month from payroll; no statement."""
    if clock.today() <= month.last:
        yield f"{month}\u00a0: le mois n’est pas terminé, il finit le {month.last:%d/%m/%Y}."
    for day, words in list_open_days(period):
        yield f"{day:%d/%m/%Y}, {site.neutral_label}\u00a0: {words}".rstrip(".") + "."


def _refuse_holes(site: Site, month: Month) -> None:
    period = find_period(site.id, month.first, month.last)
    if problems := list(list_problems(site, month, period)):
        raise MonthOpen(problems)


def _claim_days(site: Site, month: Month) -> list[Sheet]:
    """Holds every day of a month: one that has no sheet yet could otherwise begin one behind our back."""
    sheets: dict[date, Sheet] = {}
    for _, days in groupby(month.days, Week.of):
        sheets |= claim_sheets(site.id, days).sheets
    return list(sheets.values())
