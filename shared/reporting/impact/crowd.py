"""Who worked in a year, who is still there on its last day, and who has left for what: read from the rows.

`last_day` is 31 December, or today as long as the year runs. What happens after it changes nothing: somebody who comes
back later has left all the same, once the exit is noted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from shared.db import session
from shared.followup.models import Exit, ExitCategory, ExitReason
from shared.followup.queries import CONFIDENTIAL
from shared.kernel import clock
from shared.payroll.models import DayEntry, DayLine
from shared.payroll.reasons import PRESENCE
from shared.payroll.store import in_force
from shared.people.models import Contract, Person
from shared.workshop import Site, SiteKind

KINDS = (SiteKind.ACI, SiteKind.AQI)
DAY = timedelta(days=1)


class Span(NamedTuple):
    """One contract."""

    contract_id: int
    site_id: int
    kind: SiteKind
    starts_on: date
    ends_on: date

    def runs(self, first: date, last: date) -> bool:
        """Tells whether it runs on some day from `first` to `last`, both included."""
        return self.starts_on <= last and self.ends_on >= first


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody on contract at sites of one kind in the year; `site_id` is that of the last of these contracts."""

    person_id: int
    site_id: int
    born_on: date | None
    begins: date
    ends: date
    here_on_last_day: bool


@dataclass(frozen=True, kw_only=True)
class Leaver:
    """Somebody whose last contract has ended in the year; `category` is None as long as nobody has noted the exit.

    A confidential reason is called so and counts as withdrawn: what it is, the vault alone says. `minutes` are those
    of presence since `begins`, None where no day was ever recorded.
    """

    person_id: int
    site_id: int
    kind: SiteKind
    contract_ids: tuple[int, ...]
    begins: date
    left_on: date
    reason: str = ""
    category: ExitCategory | None = None
    placed: bool = False
    # Whether the ASP divides by such an exit.
    divided: bool = False
    minutes: int | None = None

    @property
    def days(self) -> int:
        """How long the stay was, first and last day included."""
        return (self.left_on - self.begins).days + 1


@dataclass(frozen=True)
class Crowd:
    """The people of a year, by kind of site."""

    members: Mapping[SiteKind, Sequence[Member]]
    leavers: Mapping[SiteKind, Sequence[Leaver]]


class _Noted(NamedTuple):
    reason: str
    category: ExitCategory
    placed: bool
    divided: bool


def last_day_of(year: int) -> date:
    """Returns 31 December, today at the latest."""
    return min(date(year, 12, 31), clock.today())


def find_first_year() -> int:
    """Returns the year of the first contract that is known, this one without any. One statement."""
    first = session.scalar(select(func.min(Contract.starts_on)))
    return first.year if first else clock.today().year


def follow(contracts: Iterable[Span]) -> list[list[Span]]:
    """Returns contracts, in the order of their first days, as stays: those of which each follows the one before."""
    stays: list[list[Span]] = []
    for contract in sorted(contracts, key=lambda each: each.starts_on):
        if stays and contract.starts_on <= max(each.ends_on for each in stays[-1]) + DAY:
            stays[-1].append(contract)
        else:
            stays.append([contract])
    return stays


def read_crowd(year: int) -> Crowd:
    """Returns the people of a year. Three statements."""
    first, last_day = date(year, 1, 1), last_day_of(year)
    contracts, born_on = _read_contracts(first, last_day)
    noted = _read_exits(first, last_day)
    members: dict[SiteKind, list[Member]] = {kind: [] for kind in KINDS}
    left: list[Leaver] = []
    for person_id, spans in contracts.items():
        for kind in KINDS:
            in_year = [span for span in spans if span.kind is kind and span.runs(first, last_day)]
            if in_year:
                members[kind].append(_member(person_id, in_year, born_on.get(person_id), last_day))
        if leaver := _leaver(person_id, spans, noted, first, last_day):
            left.append(leaver)
    left = _with_minutes(left)
    return Crowd(members, {kind: [each for each in left if each.kind is kind] for kind in KINDS})


def _read_contracts(first: date, last_day: date) -> tuple[dict[int, list[Span]], dict[int, date | None]]:
    """Returns all contracts of those who have one from `first` to `last_day`, and when they were born."""
    of_the_year = aliased(Contract)
    here = exists().where(
        of_the_year.person_id == Contract.person_id, of_the_year.starts_on <= last_day, of_the_year.ends_on >= first
    )
    rows = session.execute(
        select(
            *(Contract.person_id, Person.born_on, Contract.id),
            *(Contract.site_id, Site.kind, Contract.starts_on, Contract.ends_on),
        )
        .join(Site, Site.id == Contract.site_id)
        .join(Person, Person.id == Contract.person_id)
        .where(Site.kind.in_(KINDS), here)
        .order_by(Contract.person_id, Contract.starts_on, Contract.id)
    )
    contracts, born = defaultdict[int, list[Span]](list), dict[int, date | None]()
    for row in rows:
        contracts[row.person_id].append(Span._make(row[2:]))
        born[row.person_id] = row.born_on
    return contracts, born


def _read_exits(first: date, last_day: date) -> dict[tuple[int, date], _Noted]:
    withdrawn = ExitCategory.WITHDRAWN
    rows = session.execute(
        select(
            *(Exit.person_id, Exit.left_on, ExitReason.label, ExitReason.category),
            *(ExitReason.job_or_training, ExitReason.in_denominator),
        )
        .outerjoin(ExitReason, ExitReason.id == Exit.reason_id)
        .where(Exit.left_on.between(first, last_day))
    )
    return {
        (person_id, left_on): _Noted(label or CONFIDENTIAL, category or withdrawn, bool(placed), bool(divided))
        for person_id, left_on, label, category, placed, divided in rows
    }


def _member(person_id: int, spans: Sequence[Span], born_on: date | None, last_day: date) -> Member:
    return Member(
        person_id=person_id,
        site_id=spans[-1].site_id,
        born_on=born_on,
        begins=min(span.starts_on for span in spans),
        ends=max(span.ends_on for span in spans),
        here_on_last_day=any(span.runs(last_day, last_day) for span in spans),
    )


def _leaver(
    person_id: int, spans: Sequence[Span], noted: Mapping[tuple[int, date], _Noted], first: date, last_day: date
) -> Leaver | None:
    begun = [span for span in spans if span.starts_on <= last_day]
    if not begun:
        return None
    final = max(begun, key=lambda span: span.ends_on)
    found = noted.get((person_id, final.ends_on))
    goes_on = any(span.starts_on > final.ends_on for span in spans)
    if not first <= final.ends_on <= last_day or (goes_on and not found):
        return None
    stay = next(stay for stay in follow(begun) if final in stay)
    return Leaver(
        person_id=person_id,
        site_id=final.site_id,
        kind=final.kind,
        contract_ids=tuple(span.contract_id for span in stay),
        begins=stay[0].starts_on,
        left_on=final.ends_on,
        **(found._asdict() if found else {}),
    )


def _with_minutes(leavers: Sequence[Leaver]) -> list[Leaver]:
    """Returns the same with what they have worked. One statement."""
    asked = [contract_id for leaver in leavers for contract_id in leaver.contract_ids]
    present = func.sum(DayEntry.minutes).filter(DayEntry.category.in_(PRESENCE))
    rows = session.execute(
        select(DayLine.contract_id, func.coalesce(present, 0))
        .outerjoin(DayEntry, DayEntry.day_line_id == DayLine.id)
        .where(DayLine.contract_id.in_(asked), in_force())
        .group_by(DayLine.contract_id)
    )
    minutes = {contract_id: int(found) for contract_id, found in rows}

    def worked(leaver: Leaver) -> int | None:
        known = [minutes[each] for each in leaver.contract_ids if each in minutes]
        return sum(known) if known else None

    return [replace(leaver, minutes=worked(leaver)) for leaver in leavers]
