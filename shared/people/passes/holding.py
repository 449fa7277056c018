"""Holding a PASS to change it: only for a site where its person has a contract, and never at a sensitive one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from shared.db import session
from shared.kernel.errors import InvalidInput, NotFound
from shared.people.models import Contract, PassIae, PassLimit, PassProlongation, PassSuspension, Person
from shared.people.passes.arithmetic import PassDates
from shared.people.passes.queries import dates_of
from shared.people.passes.words import ProlongationReason, ProlongationStatus
from shared.workshop import Site

WHY_LENGTH = 200


@dataclass
class HeldPass:
    """A PASS that nobody else changes until the unit ends, with what has happened to it."""

    row: PassIae
    suspensions: list[PassSuspension]
    prolongations: list[PassProlongation]

    @property
    def dates(self) -> PassDates:
        """The PASS as days."""
        return dates_of(self.row, self.suspensions, self.prolongations)

    @property
    def is_pending(self) -> bool:
        """Whether a request waits for its answer."""
        return any(each.status is ProlongationStatus.PENDING for each in self.prolongations)

    def used_days(self, reason: ProlongationReason | None) -> int:
        """Returns how many days a reason has given; those that are kept apart count together (None)."""
        granted = (each for each in self.prolongations if each.status is ProlongationStatus.GRANTED)
        return sum(each.days for each in granted if each.reason is reason)


def hold_numbers() -> None:
    """Lets nobody else give a PASS its number until the unit ends; comes before every other lock of the unit.

    Two sites that type the same number in the same second wait for each other here, and the later one is told.
    """
    # The first rule is always the same row: who holds it is alone. What stands beside it is read afterwards.
    session.scalar(select(PassLimit.id).order_by(PassLimit.id).limit(1).with_for_update())


def hold_person(site_id: int, person: UUID) -> int:
    """Locks somebody of the site and returns their id; raises NotFound."""
    mine = select(Person.id).where(Person.public_id == person, Person.id.in_(_people_of(site_id)))
    person_id = session.scalar(mine.with_for_update())
    if person_id is None:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    return person_id


def hold_pass(site_id: int, pass_id: UUID) -> HeldPass:
    """Locks a PASS by its public id; raises NotFound."""
    return _held(site_id, PassIae.public_id == pass_id)


def hold_suspension(site_id: int, suspension: UUID) -> tuple[HeldPass, PassSuspension]:
    """Locks the PASS of a suspension and returns both; raises NotFound."""
    owner = select(PassSuspension.pass_id).where(PassSuspension.public_id == suspension)
    held = _held(site_id, PassIae.id == owner.scalar_subquery())
    for each in held.suspensions:
        if each.public_id == suspension:
            return held, each
    raise NotFound("Cette suspension n’existe plus.")


def hold_prolongation(site_id: int, prolongation: UUID) -> tuple[HeldPass, PassProlongation]:
    """Locks the PASS of a prolongation and returns both; raises NotFound."""
    owner = select(PassProlongation.pass_id).where(PassProlongation.public_id == prolongation)
    held = _held(site_id, PassIae.id == owner.scalar_subquery())
    for each in held.prolongations:
        if each.public_id == prolongation:
            return held, each
    raise NotFound("Cette prolongation n’existe plus.")


def is_last_employer(site_id: int, person_id: int) -> bool:
    """Tells whether the site has made the last hire, sensitive sites left aside."""
    last = (
        select(Contract.site_id)
        .join(Site, Site.id == Contract.site_id)
        .where(Contract.person_id == person_id, ~Site.sensitive)
        .order_by(Contract.starts_on.desc())
        .limit(1)
    )
    return session.scalar(last) == site_id


def has_later_pass(row: PassIae) -> bool:
    """Tells whether the person has had another PASS since."""
    later = select(PassIae.id).where(PassIae.person_id == row.person_id, PassIae.starts_on > row.starts_on)
    return session.scalar(later.limit(1)) is not None


def read_why(text: str) -> str:
    """Returns why something is withdrawn, on one line; raises InvalidInput (field `why`) when it is empty or long."""
    why = " ".join(text.split())
    if not why:
        raise InvalidInput("why", "Écrivez pourquoi.")
    if len(why) > WHY_LENGTH:
        raise InvalidInput("why", f"{WHY_LENGTH} caractères au plus.")
    return why


def span(first: date, last: date) -> list[str]:
    """Returns two days as the audit keeps them."""
    return [first.isoformat(), last.isoformat()]


def _people_of(site_id: int) -> Select[Any]:
    here = select(Contract.person_id).join(Site, Site.id == Contract.site_id)
    return here.where(Contract.site_id == site_id, ~Site.sensitive)


def _held(site_id: int, which: ColumnElement[bool]) -> HeldPass:
    mine = select(PassIae).where(which, PassIae.person_id.in_(_people_of(site_id)))
    row = session.scalar(mine.with_for_update())
    if row is None:
        raise NotFound("Ce PASS IAE n’est pas de cet atelier.")
    # Read after the lock: what somebody else has just changed is seen.
    suspensions = select(PassSuspension).where(PassSuspension.pass_id == row.id).order_by(PassSuspension.first)
    prolongations = select(PassProlongation).where(PassProlongation.pass_id == row.id).order_by(PassProlongation.id)
    return HeldPass(row, list(session.scalars(suspensions)), list(session.scalars(prolongations)))
