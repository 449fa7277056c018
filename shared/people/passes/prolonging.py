"""Prolonging a PASS IAE: asked for, granted or denied, taken back. Acts belong to a unit; the PASS is locked."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.people.models import PassProlongation
from shared.people.passes.arithmetic import (
    ProlongationTerms,
    check_prolongation,
    check_prolongation_time,
    refuse_stray,
)
from shared.people.passes.holding import HeldPass, has_later_pass, hold_pass, hold_prolongation, read_why
from shared.people.passes.rules import read_pass_rules
from shared.people.passes.words import (
    PROLONGATION,
    Denial,
    ProlongationAction,
    ProlongationReason,
    ProlongationStatus,
)


def ask_prolongation(
    *,
    site_id: int,
    pass_id: UUID,
    until: date,
    reason: ProlongationReason,
    actor: str,
    prescriber: str = "",
    report_ready: bool = False,
) -> UUID:
    """Notes that a prolongation to `until` (the new last day) is asked for today; returns its public id.

    A reason that tells of health is checked and then not kept. Raises NotFound, InvalidInput (`until`, `reason`,
    `prescriber`, `report_ready`), Refused outside the months around the end, during a suspension, beside a request that
    waits, or when another PASS has followed.
    """
    held, today = hold_pass(site_id, pass_id), clock.today()
    if has_later_pass(held.row):
        raise Refused("Un autre PASS a suivi celui-ci\u00a0: il ne change plus.")
    rules = read_pass_rules(today)
    check_prolongation_time(held.dates, rules, today=today, is_pending=held.is_pending)
    terms = rules.prolongations.get(reason)
    if terms is None:
        raise InvalidInput("reason", "Choisissez un motif de la liste.")
    prescriber = " ".join(prescriber.split())
    _check_papers(terms, prescriber, report_ready=report_ready)
    row = _request(held, terms, reason, until)
    row.prescriber = prescriber if terms.needs_opinion else None
    row.report_ready = terms.needs_report
    return _add(held, row, actor)


def take_over_prolongation(*, site_id: int, pass_id: UUID, until: date, reason: ProlongationReason, actor: str) -> UUID:
    """Notes a prolongation that the platform has granted in its time; raises NotFound, InvalidInput (`until`)."""
    held, today = hold_pass(site_id, pass_id), clock.today()
    terms = read_pass_rules(today).prolongations[reason]
    public_id = _add(held, _request(held, terms, reason, until), actor)
    grant_prolongation(site_id=site_id, prolongation=public_id, decided_on=today, actor=actor)
    return public_id


def grant_prolongation(*, site_id: int, prolongation: UUID, decided_on: date, actor: str) -> None:
    """Notes the yes of a given day: the PASS goes on from its present last day for the days that were asked for.

    Raises NotFound, InvalidInput (`decided_on`), Refused when the request has its answer.
    """
    held, row = hold_prolongation(site_id, prolongation)
    _decide(held, row, ProlongationAction.GRANT, decided_on, actor)


def deny_prolongation(*, site_id: int, prolongation: UUID, decided_on: date, denial: Denial, actor: str) -> None:
    """Notes the no of a given day and why; raises NotFound, InvalidInput (`decided_on`), Refused as granting does."""
    held, row = hold_prolongation(site_id, prolongation)
    row.denial = denial
    _decide(held, row, ProlongationAction.DENY, decided_on, actor)


def withdraw_prolongation(*, site_id: int, prolongation: UUID, why: str, actor: str) -> None:
    """Takes back a request, or a prolongation that was noted by mistake.

    Raises NotFound, InvalidInput (`why`), Refused when it was denied or taken back already.
    """
    why = read_why(why)
    held, row = hold_prolongation(site_id, prolongation)
    before = row.status
    row.status = PROLONGATION.after(before, ProlongationAction.WITHDRAW)
    refuse_stray(held.dates, "why")
    row.decided_on = clock.today()
    session.flush()
    _tell(actor, "pass.prolongation_withdrawn", held, before=before, reason=why)


def _check_papers(terms: ProlongationTerms, prescriber: str, *, report_ready: bool) -> None:
    if terms.needs_opinion and not prescriber:
        raise InvalidInput("prescriber", "Ce motif demande l’avis d’un prescripteur\u00a0: écrivez son organisme.")
    if terms.needs_report and not report_ready:
        raise InvalidInput("report_ready", "Ce motif demande un bilan\u00a0: préparez-le, puis cochez.")


def _request(held: HeldPass, terms: ProlongationTerms, reason: ProlongationReason, until: date) -> PassProlongation:
    kept = None if terms.kept_apart else reason
    return PassProlongation(
        pass_id=held.row.id,
        days=check_prolongation(held.dates, until, terms, used_days=held.used_days(kept)),
        reason=kept,
        status=ProlongationStatus.PENDING,
        asked_on=clock.today(),
        report_ready=False,
    )


def _add(held: HeldPass, row: PassProlongation, actor: str) -> UUID:
    session.add(row)
    session.flush()
    _tell(actor, "pass.prolongation_asked", held, days=row.days)
    return row.public_id


def _decide(held: HeldPass, row: PassProlongation, action: ProlongationAction, decided_on: date, actor: str) -> None:
    status = PROLONGATION.after(row.status, action)
    if not row.asked_on <= decided_on <= clock.today():
        raise InvalidInput("decided_on", f"Choisissez le jour de la réponse, du {row.asked_on:%d/%m/%Y} à aujourd’hui.")
    row.status, row.decided_on = status, decided_on
    session.flush()
    _tell(actor, f"pass.prolongation_{status}", held, days=row.days, decided_on=decided_on.isoformat())


def _tell(actor: str, action: str, held: HeldPass, **detail: object) -> None:
    record_event(actor=actor, action=action, subject=f"pass:{held.row.public_id}", detail=detail)
