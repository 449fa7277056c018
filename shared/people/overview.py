"""The teams of several sites at once: who is here, for how long, whom payroll does not know yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from shared.db import session
from shared.kernel import clock
from shared.people.models import Contract, Person

Sites = Collection[int] | None
"""Ids of sites; None means all of them."""


def at_sites(column: InstrumentedAttribute[int], sites: Sites) -> ColumnElement[bool]:
    """Returns the condition that a column names one of `sites`."""
    return true() if sites is None else column.in_(sites)


def list_unnumbered(sites: Sites) -> list[tuple[int, str]]:
    """Returns site and full name of those on contract today to whom payroll has given no matricule. One statement."""
    rows = session.execute(
        select(Contract.site_id, Person)
        .join(Person, Person.id == Contract.person_id)
        .where(at_sites(Contract.site_id, sites), _runs_today(), Person.matricule.is_(None))
        .order_by(Person.sort_name)
    )
    return [(site_id, person.full_name) for site_id, person in rows]


def count_people(sites: Sites) -> Counter[int]:
    """Returns by site how many people are on contract today. One statement."""
    rows = session.execute(
        select(Contract.site_id, func.count(Contract.person_id.distinct()).label("people"))
        .where(at_sites(Contract.site_id, sites), _runs_today())
        .group_by(Contract.site_id)
    )
    return Counter({row.site_id: row.people for row in rows})


@dataclass(frozen=True)
class Stay:
    """Somebody's time at a site, from the first day of the first contract to the last day of the last one."""

    site_id: int
    person_id: int
    contracts: tuple[tuple[date, date], ...]

    @property
    def begins(self) -> date:
        """The first day."""
        return self.contracts[0][0]

    @property
    def ends(self) -> date:
        """The last day, as far as contracts are signed."""
        return max(ends_on for _, ends_on in self.contracts)

    def runs(self, first: date, last: date) -> bool:
        """Tells whether a contract runs on some day from `first` to `last`, both included."""
        return any(starts_on <= last and ends_on >= first for starts_on, ends_on in self.contracts)


def list_stays(sites: Sites, first: date, last: date) -> list[Stay]:
    """Returns the stays of those who are on contract on some day from `first` to `last`. One statement."""
    rows = session.execute(
        select(Contract.site_id, Contract.person_id, Contract.starts_on, Contract.ends_on)
        .where(at_sites(Contract.site_id, sites))
        .order_by(Contract.site_id, Contract.person_id, Contract.starts_on)
    )
    contracts: dict[tuple[int, int], list[tuple[date, date]]] = {}
    for site_id, person_id, starts_on, ends_on in rows:
        contracts.setdefault((site_id, person_id), []).append((starts_on, ends_on))
    stays = [Stay(site_id, person_id, tuple(each)) for (site_id, person_id), each in contracts.items()]
    return [stay for stay in stays if stay.runs(first, last)]


def _runs_today() -> ColumnElement[bool]:
    today = clock.today()
    return (Contract.starts_on <= today) & (Contract.ends_on >= today)
