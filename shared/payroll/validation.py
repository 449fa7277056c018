"""Declaring days complete and opening them again, one by one or a whole week in one act.

Days are what is validated and locked, never weeks: a week that straddles two months has no state of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import insert, update

from shared import signals
from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput, Refused
from shared.kernel.weeks import Month, Week
from shared.payroll.models import COMMENT_LENGTH, DAY_TRANSITIONS, DayAction, DaySheet, DaySheetStep, DayStatus
from shared.payroll.queries import find_period, holes_of
from shared.payroll.queries.standing import list_frozen_months
from shared.payroll.queries.week import list_week_problems
from shared.payroll.store import Sheet, claim_sheet, claim_sheets
from shared.people.queries import lock_team
from shared.workshop import Site


class WeekOpen(Refused):
    """The week cannot be closed yet; `problems` has each day that keeps it open, and why."""

    def __init__(self, problems: Sequence[tuple[date, str]]) -> None:
        super().__init__("Cette semaine n’est pas complète.")
        self.problems = list(problems)


def validate_day(*, site_id: int, day: date, seen_version: int, actor: str) -> None:
    """Declares a day complete; from then on it changes only after being reopened.

    Raises Refused with the names of those without a line, Conflict when the sheet is not the one that was seen.
    """
    if day > clock.today():
        raise Refused("Ce jour n’est pas encore arrivé.")
    sheet = claim_sheet(site_id, day).sheets[day]
    DAY_TRANSITIONS.after(sheet.status, DayAction.VALIDATE)
    if sheet.version != seen_version:
        raise Conflict("La feuille a changé sur un autre écran. Relisez-la, puis validez.")
    team = lock_team(site_id, day)
    if not any(member.planned(day).total for member in team) and not sheet.lines:
        raise Refused("Personne n’est attendu ce jour-là\u00a0: il n’y a rien à valider.")
    if holes := holes_of(sheet, team):
        raise Refused(f"Il manque une saisie pour {', '.join(holes)}".rstrip(".") + ".")
    _move_and_tell([sheet], DayAction.VALIDATE, actor)
    signals.day_validated.send(day_sheet_id=sheet.id)


def reopen_day(*, site_id: int, day: date, reason: str, actor: str) -> None:
    """Opens a validated day again so that it can be corrected; the reason stays in its log.

    Raises InvalidInput without a reason, Refused when the day is not validated or its month has been.
    """
    bare = stated_reason(reason, "cette journée")
    sheet = claim_sheet(site_id, day).sheets[day]
    DAY_TRANSITIONS.after(sheet.status, DayAction.REOPEN)
    _refuse_frozen(site_id, [day])
    _move_and_tell([sheet], DayAction.REOPEN, actor, bare)


def close_week(*, site: Site, week: Week, actor: str) -> int:
    """Validates in one act every day of a week that is not validated yet; returns how many there were.

    Raises WeekOpen with what misses, a day that has not come included; Refused when nothing is left to close.
    """
    claimed = claim_sheets(site.id, week.days).sheets
    period = find_period(site.id, week.first, week.last)
    if problems := list_week_problems(period):
        raise WeekOpen(problems)
    days = [day for day in week.days if period.matters(day) and claimed[day].status is DayStatus.DRAFT]
    if not days:
        raise Refused("Il n’y a plus rien à clore dans cette semaine.")
    _move_and_tell([claimed[day] for day in days], DayAction.VALIDATE, actor)
    record_event(
        actor=actor,
        action="week.closed",
        subject=f"week:{week}",
        detail={"site": site.neutral_slug, "days": len(days)},
    )
    signals.week_closed.send(site_id=site.id, week=str(week))
    return len(days)


def reopen_week(*, site: Site, week: Week, reason: str, actor: str) -> int:
    """Opens the validated days of a week again, save those whose month has been validated; returns how many.

    Raises InvalidInput without a reason, Refused when there is none to open.
    """
    bare = stated_reason(reason, "cette semaine")
    claimed = claim_sheets(site.id, week.days).sheets
    frozen = list_frozen_months(site.id, {Month.of(day) for day in week.days})
    sheets = [
        sheet
        for day, sheet in claimed.items()
        if sheet.status is DayStatus.VALIDATED and sheet.lines and Month.of(day) not in frozen
    ]
    if not sheets:
        raise Refused("Aucune journée de cette semaine ne peut être rouverte.")
    _move_and_tell(sheets, DayAction.REOPEN, actor, bare)
    record_event(
        actor=actor,
        action="week.reopened",
        subject=f"week:{week}",
        detail={"site": site.neutral_slug, "days": len(sheets)},
    )
    return len(sheets)


def stated_reason(reason: str, what: str) -> str:
    """Returns the reason for opening something again in one line; raises InvalidInput (field `reason`) without one."""
    bare = " ".join(reason.split())
    if not bare:
        raise InvalidInput("reason", f"Dites pourquoi vous rouvrez {what}.")
    if len(bare) > COMMENT_LENGTH:
        raise InvalidInput("reason", f"Cette raison dépasse {COMMENT_LENGTH} caractères.")
    return bare


def move_sheets(sheets: Sequence[Sheet], action: DayAction, actor: str, reason: str | None = None) -> None:
    """Takes claimed sheets to what follows from `action`, each with a step in its log. Two statements.

    Raises Refused when one of them is in a state that does not allow it.
    """
    after = {sheet.id: DAY_TRANSITIONS.after(sheet.status, action) for sheet in sheets}
    for status in set(after.values()):
        ids = [sheet_id for sheet_id, reached in after.items() if reached is status]
        session.execute(update(DaySheet).where(DaySheet.id.in_(ids)).values(status=status))
    moment = clock.now()
    steps = [
        {
            "day_sheet_id": sheet.id,
            "action": action,
            "from_status": sheet.status,
            "to_status": after[sheet.id],
            "actor": actor,
            "happened_at": moment,
            "reason": reason,
        }
        for sheet in sheets
    ]
    session.execute(insert(DaySheetStep), steps)


def _move_and_tell(sheets: Sequence[Sheet], action: DayAction, actor: str, reason: str | None = None) -> None:
    move_sheets(sheets, action, actor, reason)
    for sheet in sheets:
        record_event(
            actor=actor,
            action=f"day_sheet.{action}",
            subject=f"day_sheet:{sheet.public_id}",
            detail={"day": sheet.day.isoformat()},
        )


def _refuse_frozen(site_id: int, days: Iterable[date]) -> None:
    if list_frozen_months(site_id, {Month.of(day) for day in days}):
        raise Refused("Ce mois est déjà validé\u00a0: il faut d’abord rouvrir le mois.")
