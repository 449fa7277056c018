"""Who has left, for what as far as anybody may know it, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from shared.db import session
from shared.followup.models import Exit, ExitCategory, ExitReason, ExitRule
from shared.kernel import clock
from shared.people.models import Contract, Person
from shared.people.overview import Sites, at_sites

CONFIDENTIAL = "Motif confidentiel"


class ExitCount(NamedTuple):
    """Noted exits, and how many of them to a job or a training; the others may have a reason that nobody may read."""

    noted: int = 0
    placed: int = 0


def count_exits(sites: Sites, first: date, last: date) -> dict[int, ExitCount]:
    """Returns by site the exits from `first` to `last`, both included. One statement."""
    placed = func.count(ExitReason.id).filter(ExitReason.job_or_training)
    rows = session.execute(
        select(Exit.site_id, func.count(), placed)
        .outerjoin(ExitReason, ExitReason.id == Exit.reason_id)
        .where(at_sites(Exit.site_id, sites), Exit.left_on.between(first, last))
        .group_by(Exit.site_id)
    )
    return {site_id: ExitCount(noted, went) for site_id, noted, went in rows}


@dataclass(frozen=True)
class Departure:
    """Somebody whose last contract has ended; `reason` and `category` are empty as long as nobody has noted the exit.

    A confidential reason is called so: what it is, the vault alone says.
    """

    site_id: int
    person: UUID
    name: str
    job: str
    left_on: date
    reason: str = ""
    category: ExitCategory | None = None

    @property
    def counts_as(self) -> str:
        """The French name of the category, empty before the exit is noted."""
        return self.category.label if self.category else ""


def list_unnoted(sites: Sites) -> list[Departure]:
    """Returns those who have left and whose exit nobody has noted, the latest first. One statement."""
    later = aliased(Contract)
    goes_on = exists().where(later.person_id == Contract.person_id, later.ends_on > Contract.ends_on)
    noted = exists().where(Exit.person_id == Contract.person_id, Exit.left_on == Contract.ends_on)
    rows = session.execute(
        select(Contract.site_id, Person, Contract.job, Contract.ends_on)
        .join(Person, Person.id == Contract.person_id)
        .where(at_sites(Contract.site_id, sites), Contract.ends_on < clock.today(), ~goes_on, ~noted)
        .order_by(Contract.ends_on.desc(), Person.sort_name)
    )
    return [
        Departure(site_id, person.public_id, person.full_name, job, left_on) for site_id, person, job, left_on in rows
    ]


def list_exits(site_id: int) -> list[Departure]:
    """Returns the exits noted at a site, the latest first. One statement."""
    last = (Contract.person_id == Exit.person_id) & (Contract.ends_on == Exit.left_on)
    rows = session.execute(
        select(Person, Contract.job, Exit.left_on, ExitReason.label, ExitReason.category)
        .select_from(Exit)
        .join(Person, Person.id == Exit.person_id)
        .join(Contract, last)
        .outerjoin(ExitReason, ExitReason.id == Exit.reason_id)
        .where(Exit.site_id == site_id)
        .order_by(Exit.left_on.desc(), Person.sort_name)
    )
    return [
        Departure(
            site_id,
            person.public_id,
            person.full_name,
            job,
            left_on,
            label or CONFIDENTIAL,
            category or ExitCategory.WITHDRAWN,
        )
        for person, job, left_on, label, category in rows
    ]


def list_reasons(day: date) -> list[ExitReason]:
    """Returns the reasons in force on a day, in the order of their categories. One statement."""
    newer = aliased(ExitReason)
    replaced = exists().where(
        newer.code == ExitReason.code, newer.valid_from <= day, newer.valid_from > ExitReason.valid_from
    )
    found = session.scalars(select(ExitReason).where(ExitReason.valid_from <= day, ~replaced)).all()
    order = list(ExitCategory)
    return sorted(found, key=lambda reason: (order.index(reason.category), reason.code))


def find_exit_rule(day: date) -> ExitRule | None:
    """Returns which exits the ASP counts on a day, None where nothing is known. One statement."""
    known = select(ExitRule).where(ExitRule.valid_from <= day)
    return session.scalar(known.order_by(ExitRule.valid_from.desc()).limit(1))
