"""Noting that somebody has left, and for what."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.followup.models import Exit, ExitReason
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.people.models import Contract, Person, VaultTopic
from shared.people.vault import lock_away, vault_is_on


def record_exit(*, site_id: int, person: UUID, reason: int, actor: str) -> UUID:
    """Notes that somebody has left the site on the last day of the last contract, for the reason with this code.

    A reason that tells of health or justice goes to the vault, when there is one; the exit itself calls it
    confidential. Belongs inside a unit. Raises NotFound for somebody of another site, Refused while a contract runs or
    is to come, or when the exit has been noted, InvalidInput (field `reason`) for a reason that is not in force.
    """
    person_id = session.scalar(select(Person.id).where(Person.public_id == person).with_for_update())
    last = select(Contract.site_id, Contract.ends_on).where(Contract.person_id == (person_id or 0))
    row = session.execute(last.order_by(Contract.ends_on.desc()).limit(1)).first()
    if person_id is None or row is None or row.site_id != site_id:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    if row.ends_on > clock.today():
        raise Refused(f"Son contrat court jusqu’au {row.ends_on:%d/%m/%Y}\u00a0: mettez-y fin d’abord.")
    if session.scalar(select(Exit.id).where(Exit.person_id == person_id, Exit.left_on == row.ends_on)):
        raise Refused("Cette sortie est déjà notée.")
    found = find_reason(reason, row.ends_on)
    entry = Exit(
        person_id=person_id,
        site_id=site_id,
        left_on=row.ends_on,
        reason_id=None if found.confidential else found.id,
        recorded_by=actor,
        recorded_at=clock.now(),
    )
    session.add(entry)
    session.flush()
    if found.confidential and vault_is_on():
        lock_away(person=person, topic=VaultTopic.EXIT, content={"reason": found.code}, actor=actor)
    record_event(actor=actor, action="exit.recorded", subject=f"exit:{entry.public_id}")
    return entry.public_id


def find_reason(code: int, day: date) -> ExitReason:
    """Returns the reason with this code that is in force on a day; raises InvalidInput (field `reason`)."""
    dated = select(ExitReason).where(ExitReason.code == code, ExitReason.valid_from <= day)
    found = session.scalar(dated.order_by(ExitReason.valid_from.desc()).limit(1))
    if found is None:
        raise InvalidInput("reason", "Choisissez un motif de la liste.")
    return found
