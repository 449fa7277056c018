"""Skills of the tests: what was seen of somebody of a small team."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from shared.db import atomic, session
from shared.orders.models import Order
from shared.people.models import Contract, Person
from shared.training.models import SkillObservation
from shared.training.skills.services import observe_skill
from tests.support.team import MONDAY, hire_team, site_id

ACTOR = "user:supervisor"
OIL, BRAKES, TYRES = "vidange", "freins-plaquettes", "pneus"


def team(count: int, slug: str = "auto-bleue") -> list[UUID]:
    """Hires so many people and returns them, not their contracts, in the order of their names."""
    contracts = hire_team(count, slug)
    wanted = select(Contract.public_id, Person.public_id).join(Person, Person.id == Contract.person_id)
    people = {row[0]: row[1] for row in session.execute(wanted)}
    return [people[contract] for contract in contracts]


def see(person: UUID, skill: str, level: int, day: date = MONDAY, *, slug: str = "auto-bleue", **more: Any) -> bool:
    """Notes what was seen, in a unit of its own."""
    with atomic():
        given = {"actor": ACTOR} | more
        return observe_skill(site_id=site_id(slug), person=person, skill=skill, level=level, observed_on=day, **given)


def stored() -> list[tuple[str, int, date, bool]]:
    """Returns every observation: skill, level, day, and whether people speak of themselves."""
    seen = SkillObservation
    rows = session.execute(select(seen.skill, seen.level, seen.observed_on, seen.own).order_by(seen.id))
    return [(row.skill, row.level, row.observed_on, row.own) for row in rows]


def orders_of() -> list[str | None]:
    """Returns the reference of the order of every observation."""
    rows = session.execute(
        select(Order.reference).select_from(SkillObservation).outerjoin(Order).order_by(SkillObservation.id)
    )
    return [row.reference for row in rows]
