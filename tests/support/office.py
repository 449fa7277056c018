"""What the office does with somebody's contracts, each act in its own unit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from shared.db import atomic
from shared.people import services
from shared.people.contracts import services as contracts
from shared.people.contracts.services import Terms
from shared.people.queries import TeamMember, list_contracts
from shared.people.timetable import Slot
from tests.support.team import FOUR_DAYS, site_id, terms


def hire(first: str = "Ada", last: str = "Bouleau", contract: Terms | None = None, slug: str = "auto-bleue") -> UUID:
    """Hires somebody without a matricule and returns the contract."""
    with atomic():
        return services.hire_person(
            site_id=site_id(slug),
            first_name=first,
            last_name=last,
            matricule=None,
            terms=contract or terms(),
            actor="test",
        )


def member(contract: UUID, slug: str = "auto-bleue") -> TeamMember:
    """Returns a contract as queries show it."""
    return next(each for each in list_contracts(site_id(slug), date.min, date.max) if each.contract == contract)


def amend(contract: UUID, from_day: date, weekly: int = 28 * 60, slots: tuple[Slot, ...] = FOUR_DAYS) -> UUID:
    """Changes the hours from a day on and returns the new contract."""
    with atomic():
        return contracts.amend_contract(
            site_id=site_id(),
            contract=contract,
            from_day=from_day,
            hours=contracts.Hours(weekly_minutes=weekly, timetable=slots),
            actor="test",
        )


def end(contract: UUID, ends_on: date, slug: str = "auto-bleue") -> None:
    """Gives a contract an earlier end."""
    with atomic():
        contracts.end_contract(site_id=site_id(slug), contract=contract, ends_on=ends_on, actor="test")


def renew(person: UUID, contract: Terms) -> UUID:
    """Signs a further contract."""
    with atomic():
        return contracts.sign_contract(person=person, site_id=site_id(), terms=contract, actor="test")
