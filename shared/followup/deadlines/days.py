"""The days to watch of somebody: the residence permit's last one, the next medical visit. Acts belong to a unit.

Of a medical visit the day alone is kept; a recognised disability belongs to health and has no place here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from shared.audit.services import record_event
from shared.db import session
from shared.followup.deadlines.services import begin_anew
from shared.followup.models import DeadlineKind
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.people.models import Contract, Person

LONGEST_AGO, FURTHEST_AHEAD = timedelta(days=365), timedelta(days=15 * 366)
"""Beyond these somebody has mistyped a year; a card of ten years is the longest permit that has an end."""


@dataclass(frozen=True)
class DaysToWatch:
    """Both days, None where there is none."""

    permit_until: date | None
    medical_visit_on: date | None


def find_days(site_id: int, person: UUID) -> DaysToWatch:
    """Returns the days of somebody of the site; raises NotFound. One statement."""
    row = session.execute(
        select(Person.permit_until, Person.medical_visit_on).where(Person.public_id == person, _is_of(site_id))
    ).one_or_none()
    if row is None:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    return DaysToWatch(row.permit_until, row.medical_visit_on)


def note_days(*, site_id: int, person: UUID, days: DaysToWatch, actor: str) -> None:
    """Notes the days of somebody of the site; who saw to a day that changes, or put it off, is asked anew.

    The audit says which changed and not to what. Raises NotFound, InvalidInput (`permit_until`, `medical_visit_on`).
    """
    found = session.scalar(select(Person).where(Person.public_id == person, _is_of(site_id)).with_for_update())
    if found is None:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    _check("permit_until", days.permit_until, found.permit_until)
    _check("medical_visit_on", days.medical_visit_on, found.medical_visit_on)
    changed = []
    if days.permit_until != found.permit_until:
        found.permit_until = days.permit_until
        changed.append(DeadlineKind.PERMIT)
    if days.medical_visit_on != found.medical_visit_on:
        found.medical_visit_on = days.medical_visit_on
        changed.append(DeadlineKind.MEDICAL_VISIT)
    if changed:
        for kind in changed:
            begin_anew(kind=kind, subject=person, actor=actor)
        session.flush()
        detail: dict[str, object] = {"changed": [kind.value for kind in changed]}
        record_event(actor=actor, action="person.days_noted", subject=f"person:{person}", detail=detail)


def _is_of(site_id: int) -> ColumnElement[bool]:
    return Person.id.in_(select(Contract.person_id).where(Contract.site_id == site_id))


def _check(field: str, day: date | None, before: date | None) -> None:
    today = clock.today()
    if day and day != before and not today - LONGEST_AGO <= day <= today + FURTHEST_AHEAD:
        raise InvalidInput(field, f"Le {day:%d/%m/%Y} est trop loin\u00a0: vérifiez l’année.")
