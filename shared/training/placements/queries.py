"""Who is at a host, was, or will be; and what it means for a team's day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.payroll.holidays import public_holiday
from shared.people.models import Half, Person
from shared.training.models import Placement, PlacementAim, PlacementLimitCode
from shared.training.placements.rules.queries import read_placement_limits

IMMERSION = "PMSMP"
"""The category of hours of an immersion."""


@dataclass(frozen=True, kw_only=True)
class PlacementRow:
    """An immersion in a list; `may_be_renewed` when its renewals do not reach their limit (C. trav. D. 5135-2)."""

    placement: UUID
    person: UUID
    name: str
    host: str
    town: str
    tutor: str | None
    aim: PlacementAim
    objectives: str | None
    first_day: date
    last_day: date
    is_renewal: bool
    may_be_renewed: bool


def list_placements(site_id: int, person: UUID | None = None) -> list[PlacementRow]:
    """Returns the immersions of a site, or of one person, the latest first, but those called off. Two statements."""
    wanted = (
        select(Placement, Person.public_id, Person.first_name, Person.last_name)
        .join(Person, Person.id == Placement.person_id)
        .where(Placement.site_id == site_id, Placement.called_off.is_(None))
        .order_by(Placement.first_day.desc(), Placement.id)
    )
    rows = session.execute(wanted.where(Person.public_id == person) if person else wanted).all()
    renewals = read_placement_limits(clock.today())[PlacementLimitCode.RENEWALS].amount
    before = {placement.id: placement.renews_id for placement, *_ in rows}
    again = Counter(before.values())
    return [
        PlacementRow(
            placement=placement.public_id,
            person=person_id,
            name=f"{first_name} {last_name}",
            host=placement.host,
            town=placement.town,
            tutor=placement.tutor,
            aim=placement.aim,
            objectives=placement.objectives,
            first_day=placement.first_day,
            last_day=placement.last_day,
            is_renewal=placement.renews_id is not None,
            may_be_renewed=_chain(placement.id, before) + again[placement.id] < renewals,
        )
        for placement, person_id, first_name, last_name in rows
    ]


def _chain(placement_id: int, before: Mapping[int, int | None]) -> int:
    """Returns how many immersions one goes on with, each with the one before it."""
    renewed = before.get(placement_id)
    return 0 if renewed is None else 1 + _chain(renewed, before)


def find_placement(site_id: int, placement: UUID) -> Placement:
    """Returns an immersion of a site with its person; raises NotFound. Two statements."""
    found = session.scalar(
        select(Placement)
        .where(Placement.site_id == site_id, Placement.public_id == placement, Placement.called_off.is_(None))
        .options(selectinload(Placement.person))
    )
    if found is None:
        raise NotFound("Cette immersion n’existe pas ici.")
    return found


def halves_at_a_host(site_id: int, day: date) -> Mapping[tuple[int, Half], str | None]:
    """Returns by person and half-day who is at a host on a day; a public holiday is nobody's. One statement."""
    if public_holiday(day):
        return {}
    people = session.scalars(
        select(Placement.person_id).where(
            Placement.site_id == site_id,
            Placement.called_off.is_(None),
            Placement.first_day <= day,
            Placement.last_day >= day,
        )
    )
    return {(person_id, half): IMMERSION for person_id in people for half in Half}
