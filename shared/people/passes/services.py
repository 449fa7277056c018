"""Recording a PASS IAE and its suspensions. Acts belong to a unit; the PASS is locked, and its end is never stored.

At a sensitive site no PASS is found: who belongs there is no matter of a page.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.people.models import PassIae, PassProlongation, PassSuspension
from shared.people.passes.arithmetic import (
    PassDates,
    Suspension,
    check_start,
    check_suspension,
    read_number,
    refuse_stray,
)
from shared.people.passes.holding import (
    HeldPass,
    has_later_pass,
    hold_numbers,
    hold_pass,
    hold_person,
    hold_suspension,
    is_last_employer,
    read_why,
    span,
)
from shared.people.passes.queries import list_every_pass
from shared.people.passes.rules import read_pass_rules
from shared.people.passes.words import SuspensionReason


def record_pass(*, site_id: int, person: UUID, number: str, starts_on: date, actor: str) -> UUID:
    """Records the PASS of somebody of the site, as long as the rule of its first day says; returns its public id.

    Raises NotFound for somebody of another site, InvalidInput (`number`, `starts_on`) for a number of another form or
    of another PASS, for a year that nobody means, and when it would run beside another PASS of the same person.
    """
    hold_numbers()
    person_id = hold_person(site_id, person)
    free = _free_number(number)
    check_start(starts_on, clock.today())
    dates = PassDates(starts_on, read_pass_rules(starts_on).days)
    _refuse_second(person_id, dates)
    row = PassIae(person_id=person_id, number=free, starts_on=starts_on, days=dates.days)
    session.add(row)
    session.flush()
    record_event(actor=actor, action="pass.recorded", subject=f"pass:{row.public_id}")
    return row.public_id


def correct_pass(*, site_id: int, pass_id: UUID, number: str, starts_on: date, actor: str) -> None:
    """Gives a PASS another number, or a later first day as long as it has not begun.

    Raises NotFound, InvalidInput (`number`, `starts_on`).
    """
    hold_numbers()
    row = hold_pass(site_id, pass_id).row
    detail: dict[str, object] = {}
    if read_number(number) != row.number:
        row.number, detail["number"] = _free_number(number), "changed"
    if starts_on != row.starts_on:
        today = clock.today()
        if row.starts_on <= today:
            raise InvalidInput("starts_on", "Ce PASS a commencé\u00a0: son premier jour ne se reporte plus.")
        if starts_on < row.starts_on:
            raise InvalidInput("starts_on", f"Il ne peut que se reporter\u00a0: après le {row.starts_on:%d/%m/%Y}.")
        check_start(starts_on, today)
        detail["starts_on"] = span(row.starts_on, starts_on)
        row.starts_on = starts_on
    if detail:
        session.flush()
        record_event(actor=actor, action="pass.corrected", subject=f"pass:{pass_id}", detail=detail)


def withdraw_pass(*, site_id: int, pass_id: UUID, why: str, actor: str) -> None:
    """Takes back a PASS that was recorded by mistake.

    Raises NotFound, InvalidInput (`why`), Refused once something has happened to it.
    """
    why, held = read_why(why), hold_pass(site_id, pass_id)
    if held.suspensions or held.prolongations:
        raise Refused("Ce PASS a des suspensions ou des prolongations\u00a0: il ne s’efface plus, il se corrige.")
    session.delete(held.row)
    session.flush()
    record_event(actor=actor, action="pass.withdrawn", subject=f"pass:{pass_id}", detail={"reason": why})


def suspend_pass(
    *,
    site_id: int,
    pass_id: UUID,
    first: date,
    last: date,
    reason: SuspensionReason,
    actor: str,
    told_late: bool = False,
) -> UUID:
    """Suspends a PASS from `first` to `last`, both included; returns the suspension's public id.

    `told_late` takes a history over, however old. Raises NotFound, InvalidInput (`first`, `last`), Refused when
    somebody else has made the last hire or the person has had another PASS since.
    """
    held = hold_pass(site_id, pass_id)
    if not told_late:
        _refuse_strangers(site_id, held)
    today, wanted = clock.today(), Suspension(first, last)
    check_suspension(held.dates, wanted, read_pass_rules(today), today=today, told_late=told_late)
    row = PassSuspension(pass_id=held.row.id, first=first, last=last, reason=reason)
    session.add(row)
    session.flush()
    _tell(actor, "pass.suspended", held, days=span(first, last))
    return row.public_id


def correct_suspension(
    *, site_id: int, suspension: UUID, first: date, last: date, reason: SuspensionReason, actor: str
) -> None:
    """Writes a suspension anew; raises NotFound, InvalidInput (`first`, `last`), Refused as `suspend_pass` does."""
    held, row = hold_suspension(site_id, suspension)
    _refuse_strangers(site_id, held)
    today, was, wanted = clock.today(), Suspension(row.first, row.last), Suspension(first, last)
    check_suspension(held.dates.without(was), wanted, read_pass_rules(today), today=today, was=was)
    row.first, row.last, row.reason = first, last, reason
    session.flush()
    _tell(actor, "pass.suspension_corrected", held, was=span(was.first, was.last), days=span(first, last))


def end_suspension(*, site_id: int, suspension: UUID, last: date, actor: str) -> None:
    """Gives a suspension an earlier last day; raises NotFound, InvalidInput (`last`)."""
    held, row = hold_suspension(site_id, suspension)
    if not row.first <= last < row.last:
        raise InvalidInput("last", f"Choisissez un jour du {row.first:%d/%m/%Y} à la veille du {row.last:%d/%m/%Y}.")
    was = Suspension(row.first, row.last)
    refuse_stray(held.dates.without(was).suspended(Suspension(row.first, last)), "last")
    row.last = last
    session.flush()
    _tell(actor, "pass.suspension_ended", held, was=span(was.first, was.last), days=span(row.first, last))


def withdraw_suspension(*, site_id: int, suspension: UUID, why: str, actor: str) -> None:
    """Takes back a suspension that was recorded by mistake; raises NotFound, InvalidInput (`why`)."""
    why = read_why(why)
    held, row = hold_suspension(site_id, suspension)
    was = Suspension(row.first, row.last)
    refuse_stray(held.dates.without(was), "why")
    session.delete(row)
    session.flush()
    _tell(actor, "pass.suspension_withdrawn", held, was=span(was.first, was.last), reason=why)


def forget_passes(person_id: int) -> None:
    """Removes every PASS of somebody who is forgotten; belongs inside a unit."""
    mine = select(PassIae.id).where(PassIae.person_id == person_id)
    for table in (PassSuspension, PassProlongation):
        session.execute(delete(table).where(table.pass_id.in_(mine)))
    session.execute(delete(PassIae).where(PassIae.person_id == person_id))


def _free_number(text: str) -> str:
    number = read_number(text)
    if session.scalar(select(PassIae.id).where(PassIae.number == number)):
        raise InvalidInput("number", "Ce numéro est déjà celui d’un autre PASS.")
    return number


def _refuse_second(person_id: int, dates: PassDates) -> None:
    for other in list_every_pass([person_id]).get(person_id, []):
        if dates.starts_on <= other.dates.ends_on and other.dates.starts_on <= dates.ends_on:
            raise InvalidInput(
                "starts_on",
                f"Un PASS court déjà du {other.dates.starts_on:%d/%m/%Y} au {other.dates.ends_on:%d/%m/%Y}.",
            )


def _refuse_strangers(site_id: int, held: HeldPass) -> None:
    if not is_last_employer(site_id, held.row.person_id):
        raise Refused("Seul l’atelier de la dernière embauche suspend le PASS.")
    if has_later_pass(held.row):
        raise Refused("Un autre PASS a suivi celui-ci\u00a0: il ne change plus.")


def _tell(actor: str, action: str, held: HeldPass, **detail: object) -> None:
    record_event(actor=actor, action=action, subject=f"pass:{held.row.public_id}", detail=detail)
