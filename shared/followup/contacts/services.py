"""Noting what has become of somebody some months after the exit. Acts belong to the caller's unit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from shared.accounts.queries import find_user_id
from shared.audit.services import record_event
from shared.db import session
from shared.followup.contacts.milestones import Milestone
from shared.followup.contacts.queries import read_contact_rules, rule_for
from shared.followup.models import Exit, ExitCategory, ExitContact, ExitReason, Situation
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.weeks import months_later
from shared.workshop import Site


def note_contact(
    *, site_id: int, departure: UUID, months: int, contacted_on: date, reached: bool, situation: Situation, actor: str
) -> None:
    """Notes that somebody was called so many months after an exit, and what they said; nothing is rewritten.

    Raises NotFound for an exit elsewhere or a month that no rule has, Refused for an exit that nobody follows or whose
    day is still far, InvalidInput (fields `contacted_on`, `situation`).
    """
    found = session.execute(
        select(Exit.id, Exit.left_on, Site.sensitive, ExitReason.category)
        .join(Site, Site.id == Exit.site_id)
        .outerjoin(ExitReason, ExitReason.id == Exit.reason_id)
        .where(Exit.public_id == departure, Exit.site_id == site_id)
        .with_for_update(of=Exit)
    ).first()
    if found is None:
        raise NotFound("Cette sortie n’est pas d’ici.")
    if found.category in {None, ExitCategory.WITHDRAWN}:
        raise Refused("Cette sortie compte comme un retrait\u00a0: aucun contact n’est prévu.")
    rule = rule_for(read_contact_rules(), sensitive=found.sensitive, left_on=found.left_on)
    if rule is None or months not in rule.months:
        raise NotFound("Aucun contact n’est prévu à ce moment-là.")
    _check(Milestone(months, months_later(found.left_on, months)), found.left_on, contacted_on)
    if reached and situation is Situation.UNKNOWN:
        raise InvalidInput("situation", "Dites où en est la personne.")
    session.add(
        ExitContact(
            exit_id=found.id,
            months=months,
            contacted_on=contacted_on,
            reached=reached,
            situation=situation if reached else Situation.UNKNOWN,
            noted_by=actor,
            noted_by_id=find_user_id(actor),
            noted_at=clock.now(),
        )
    )
    session.flush()
    detail: dict[str, object] = {"months": months}
    record_event(actor=actor, action="exit.contact_noted", subject=f"exit:{departure}", detail=detail)


def _check(milestone: Milestone, left_on: date, contacted_on: date) -> None:
    today = clock.today()
    if not milestone.may_be_noted(today):
        raise Refused(f"Ce contact est prévu le {milestone.day:%d/%m/%Y}\u00a0: c’est trop tôt.")
    if contacted_on > today:
        raise InvalidInput("contacted_on", "Ce jour n’est pas encore arrivé.")
    if contacted_on <= left_on:
        raise InvalidInput("contacted_on", f"Choisissez un jour après la sortie, le {left_on:%d/%m/%Y}.")
