"""PASS IAE of the tests, through the services of the screens, each act in its own unit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from shared.db import atomic, session
from shared.people.models import Person
from shared.people.passes import prolonging, services
from shared.people.passes.queries import PassCard, find_pass
from shared.people.passes.words import ProlongationReason, SuspensionReason
from tests.support.office import hire, member
from tests.support.team import site_id

NUMBER = "999990000001"
START = date(2026, 3, 2)
"""A PASS that begins then ends on the leap day of 2028."""


def somebody(first: str = "Ada", last: str = "Bouleau") -> UUID:
    """Hires somebody and returns the person."""
    return member(hire(first, last)).person


def record(person: UUID, starts_on: date = START, number: str = NUMBER, slug: str = "auto-bleue") -> UUID:
    """Records a PASS."""
    with atomic():
        return services.record_pass(
            site_id=site_id(slug), person=person, number=number, starts_on=starts_on, actor="test"
        )


def suspend(
    pass_id: UUID, first: date, last: date, reason: SuspensionReason = SuspensionReason.CONTRACT_SUSPENDED
) -> UUID:
    """Suspends a PASS."""
    with atomic():
        return services.suspend_pass(
            site_id=site_id(), pass_id=pass_id, first=first, last=last, reason=reason, actor="test"
        )


def ask(
    pass_id: UUID, until: date, reason: ProlongationReason = ProlongationReason.TRAINING, prescriber: str = "Cap Emploi"
) -> UUID:
    """Asks for a prolongation, with every paper that a reason may need."""
    with atomic():
        return prolonging.ask_prolongation(
            site_id=site_id(),
            pass_id=pass_id,
            until=until,
            reason=reason,
            prescriber=prescriber,
            report_ready=True,
            actor="test",
        )


def grant(prolongation: UUID, decided_on: date) -> None:
    """Grants a prolongation."""
    with atomic():
        prolonging.grant_prolongation(site_id=site_id(), prolongation=prolongation, decided_on=decided_on, actor="test")


def card_of(person: UUID) -> PassCard:
    """Returns somebody's last PASS."""
    card = find_pass(session.scalars(select(Person.id).where(Person.public_id == person)).one())
    assert card is not None
    return card
