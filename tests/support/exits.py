"""Somebody who has left, and what is noted of it, each act in its own unit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from shared.db import atomic
from shared.followup.contacts.services import note_contact
from shared.followup.models import Situation
from shared.followup.services import NO_JOB, Job, Proof, record_exit
from tests.support.documents import person_of
from tests.support.office import hire
from tests.support.team import site_id, terms

HIRED, TO_TRAINING, UNEMPLOYED, LONG, SHORT, ILLNESS, DEATH = 3, 5, 7, 9, 10, 16, 17
GONE = date(2026, 8, 16)
"""Three months before the Monday of the tests."""


def leave(
    name: str = "Ada Bouleau",
    reason: int = HIRED,
    *,
    left_on: date = GONE,
    slug: str = "auto-bleue",
    job: Job = NO_JOB,
    proof: Proof | None = None,
) -> UUID:
    """Hires somebody long ago, has them leave, and returns the exit."""
    first, last = name.split()
    person = person_of(hire(first, last, terms(date(2024, 1, 8), left_on), slug))
    with atomic():
        return record_exit(site_id=site_id(slug), person=person, reason=reason, job=job, proof=proof, actor="test")


def call(
    departure: UUID,
    months: int = 3,
    *,
    on: date = date(2026, 11, 16),
    reached: bool = True,
    situation: Situation = Situation.JOB,
    slug: str = "auto-bleue",
) -> None:
    """Notes a contact."""
    with atomic():
        note_contact(
            site_id=site_id(slug),
            departure=departure,
            months=months,
            contacted_on=on,
            reached=reached,
            situation=situation,
            actor="test",
        )
