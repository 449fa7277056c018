"""Who works where, and when the timetable expects them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, bindparam, select, true

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.text import folded
from shared.people.contracts.lengths import end_words
from shared.people.limits import Limit, Limits, limit_columns, limits_move_column, source_beside
from shared.people.models import NO_TERM, Contract, ContractKind, Half, LimitCode, Person, TimetableSlot
from shared.people.timetable import Planned, Slot


@dataclass(frozen=True)
class TeamMember:
    """Somebody with a contract at a site: what a day sheet, a week and a payroll file need to know, no more."""

    person_id: int
    person: UUID
    contract_id: int
    contract: UUID
    job: str
    first_name: str
    last_name: str
    matricule: str | None
    starts_on: date
    ends_on: date
    weekly_minutes: int
    kind: ContractKind
    longest_day: Limit
    longest_week: Limit
    # Whether a limit changes within the days that were asked for: those above are the last day's.
    limits_move: bool
    slots: Mapping[tuple[int, Half], Slot] = field(repr=False, compare=False)

    @property
    def full_name(self) -> str:
        """First name then last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def short_name(self) -> str:
        """First name and initial: what a screen shows that colleagues see too."""
        return f"{self.first_name} {self.last_name[:1]}."

    def bounded_by(self, limits: Limits) -> TeamMember:
        """Returns the same with the limits of another day."""
        return replace(self, longest_day=limits[LimitCode.LONGEST_DAY], longest_week=limits[LimitCode.LONGEST_WEEK])

    @property
    def until(self) -> str:
        """Until when it runs, in words."""
        return end_words(self.ends_on)

    @property
    def has_term(self) -> bool:
        """Whether it has a last day; a CDI inclusion has none."""
        return self.ends_on < NO_TERM

    def slots_of(self, day: date) -> tuple[Slot, ...]:
        """Returns what the timetable plans on `day`, morning first; nothing outside the contract's dates."""
        if not self.starts_on <= day <= self.ends_on:
            return ()
        return tuple(self.slots[place] for half in Half if (place := (day.weekday(), half)) in self.slots)

    def planned(self, day: date) -> Planned:
        """Returns the minutes that the timetable plans on `day`."""
        minutes = {slot.half: slot.minutes for slot in self.slots_of(day)}
        return Planned(minutes.get(Half.MORNING, 0), minutes.get(Half.AFTERNOON, 0))


@dataclass(frozen=True)
class ContractSpan:
    """From when to when a contract runs, both days included, and for how long a week; at whichever site."""

    starts_on: date
    ends_on: date
    weekly_minutes: int


def list_contract_spans(people: Collection[int], first: date, last: date) -> dict[int, list[ContractSpan]]:
    """Returns by person the contracts that run on some day from `first` to `last`, oldest first. One statement."""
    rows = session.execute(
        select(Contract.person_id, Contract.starts_on, Contract.ends_on, Contract.weekly_minutes)
        .where(Contract.person_id.in_(people), Contract.starts_on <= last, Contract.ends_on >= first)
        .order_by(Contract.starts_on)
    )
    spans: dict[int, list[ContractSpan]] = {person: [] for person in people}
    for person_id, starts_on, ends_on, weekly_minutes in rows:
        spans[person_id].append(ContractSpan(starts_on, ends_on, weekly_minutes))
    return spans


def _members(whose: ColumnElement[bool], wanted: ColumnElement[bool]) -> Select[Any]:
    """The contracts that `whose` means, bounded by the limits of `:day`, with those of their slots that are wanted."""
    first, day = bindparam("first", type_=Date), bindparam("day", type_=Date)
    columns: tuple[Any, ...] = (
        Person.id.label("person_id"),
        Person.public_id.label("person"),
        Contract.id,
        Contract.job,
        Contract.public_id,
        Person.first_name,
        Person.last_name,
        Person.matricule,
        Contract.starts_on,
        Contract.ends_on,
        Contract.weekly_minutes,
        Contract.kind,
        *limit_columns(LimitCode.LONGEST_DAY, day),
        *limit_columns(LimitCode.LONGEST_WEEK, day),
        limits_move_column(first, day),
        TimetableSlot.weekday,
        TimetableSlot.half,
        TimetableSlot.starts_at,
        TimetableSlot.ends_at,
    )
    return (
        select(*columns)
        .join(Person, Person.id == Contract.person_id)
        .outerjoin(TimetableSlot, (TimetableSlot.contract_id == Contract.id) & wanted)
        .where(whose)
        .order_by(Contract.id)
    )


# Built once: building them costs more than running them, and each tap on a day sheet runs one.
_AT_A_SITE = (
    (Contract.site_id == bindparam("site_id"))
    & (Contract.starts_on <= bindparam("day", type_=Date))
    & (Contract.ends_on >= bindparam("first", type_=Date))
)
_TEAM = _members(_AT_A_SITE, TimetableSlot.weekday == bindparam("weekday"))
_CONTRACTS = _members(_AT_A_SITE, true())
_OWN_CONTRACTS = _members(Person.user_id == bindparam("user_id"), true())

# Held against whoever ends or changes a contract, not against another who records hours on it.
_HOLD: dict[str, Any] = {"read": True, "key_share": True, "of": Contract}
_TEAM_HELD = _TEAM.with_for_update(**_HOLD)
_CONTRACTS_HELD = _CONTRACTS.with_for_update(**_HOLD)


def list_team(site_id: int, day: date) -> list[TeamMember]:
    """Returns who has a contract at the site on `day`, by first name, with the slots of that weekday. One statement."""
    return _list_members(_TEAM, site_id=site_id, first=day, day=day, weekday=day.weekday())


def lock_team(site_id: int, day: date) -> list[TeamMember]:
    """Returns what `list_team` does; none of these contracts changes until the unit ends. One statement."""
    return _list_members(_TEAM_HELD, site_id=site_id, first=day, day=day, weekday=day.weekday())


def list_contracts(site_id: int, first: date, last: date) -> list[TeamMember]:
    """Returns the contracts at the site that run on some day from `first` to `last`, by first name. One statement."""
    return _list_members(_CONTRACTS, site_id=site_id, first=first, day=last)


def lock_contracts(site_id: int, first: date, last: date) -> list[TeamMember]:
    """Returns what `list_contracts` does; none of these contracts changes until the unit ends. One statement."""
    return _list_members(_CONTRACTS_HELD, site_id=site_id, first=first, day=last)


def find_path(site_id: int, person: UUID) -> list[TeamMember]:
    """Returns every contract that somebody has or had at the site, the first signed first; raises NotFound for none."""
    path = [member for member in list_contracts(site_id, date.min, date.max) if member.person == person]
    if not path:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    return sorted(path, key=lambda member: member.starts_on)


def unbroken_run(member: TeamMember, contracts: Iterable[TeamMember]) -> tuple[date, date]:
    """Returns the first and the last day of the contracts that follow each other without a gap around `member`."""
    first, last = member.starts_on, member.ends_on
    path = sorted((each for each in contracts if each.person_id == member.person_id), key=lambda each: each.starts_on)
    for each in path:
        if each.starts_on == last + timedelta(days=1):
            last = each.ends_on
    for each in reversed(path):
        if each.ends_on == first - timedelta(days=1):
            first = each.starts_on
    return first, last


def list_own_contracts(user_id: int) -> list[TeamMember]:
    """Returns all contracts of the person whom an account is tied to, the oldest first. One statement."""
    own = _list_members(_OWN_CONTRACTS, user_id=user_id, first=clock.today(), day=clock.today())
    return sorted(own, key=lambda member: member.starts_on)


def _list_members(statement: Select[Any], **parameters: object) -> list[TeamMember]:
    members: dict[int, TeamMember] = {}
    slots: dict[int, dict[tuple[int, Half], Slot]] = {}
    for row in session.execute(statement, parameters):
        if row.id not in members:
            slots[row.id] = {}
            kind = row.kind or ContractKind.CEP
            members[row.id] = TeamMember(
                person_id=row.person_id,
                person=row.person,
                job=row.job,
                contract_id=row.id,
                contract=row.public_id,
                first_name=row.first_name,
                last_name=row.last_name,
                matricule=row.matricule,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                weekly_minutes=row.weekly_minutes,
                kind=kind,
                longest_day=Limit(row.longest_day, source_beside(kind, row.longest_day_source)),
                longest_week=Limit(row.longest_week, source_beside(kind, row.longest_week_source)),
                limits_move=bool(row.limits_move),
                slots=slots[row.id],
            )
        if row.weekday is not None:
            slots[row.id][row.weekday, row.half] = Slot(row.weekday, row.half, row.starts_at, row.ends_at)
    return sorted(members.values(), key=_by_first_name)


def tile_names(members: Iterable[TeamMember]) -> dict[int, str]:
    """Returns for each contract the first name and as few letters of the last name as tell two people apart.

    A shared tablet is seen by colleagues: no full names on it.
    """
    members = list(members)
    people = {member.person_id: member for member in members}.values()
    names: dict[int, str] = {}
    for length in range(1, max((len(member.last_name) for member in people), default=0) + 1):
        drafts = {member.person_id: f"{member.first_name} {member.last_name[:length]}." for member in people}
        counted = Counter(folded(name) for name in drafts.values())
        for person_id, name in drafts.items():
            if person_id not in names and counted[folded(name)] == 1:
                names[person_id] = name
    return {member.contract_id: names.get(member.person_id, member.full_name) for member in members}


def _by_first_name(member: TeamMember) -> tuple[str, str, date]:
    return folded(member.first_name), folded(member.last_name), member.starts_on
