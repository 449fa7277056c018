"""What labour law has to say of a team's week, person by person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from shared.db import session
from shared.kernel.weeks import Week
from shared.payroll.holidays import public_holiday
from shared.payroll.models import DayEntry, DayLine, DaySheet
from shared.payroll.notices import MEAN_WEEKS, Notice, PastWeek, WorkedWeek, list_notices
from shared.payroll.queries.period import Period
from shared.payroll.reasons import PRESENCE
from shared.payroll.store import in_force
from shared.people.limits import read_limits
from shared.people.models import Contract
from shared.people.queries import ContractSpan, TeamMember, list_contract_spans, tile_names


@dataclass(frozen=True)
class PersonNotices:
    """What is to be known of one person's week."""

    name: str
    notices: Sequence[Notice]


def list_week_notices(period: Period, week: Week) -> list[PersonNotices]:
    """Returns those of the team whose week the law has something to say of. Three statements."""
    first = week.shifted(1 - MEAN_WEEKS).first
    people = {member.person_id for member in period.team}
    presence = _presence(people, first, week.last)
    spans = list_contract_spans(people, first, week.last)
    limits = read_limits(week.last)
    names = tile_names(period.team)
    found = []
    for contracts in _by_person(period.team):
        latest = contracts[-1]
        worked = _worked_week(period, contracts, week, presence.get(latest.person_id, {}), spans[latest.person_id])
        if notices := list_notices(worked, limits[latest.kind]):
            found.append(PersonNotices(names[latest.contract_id], notices))
    return found


def _by_person(team: Iterable[TeamMember]) -> list[list[TeamMember]]:
    """Returns each person's contracts of the week at this site, the first signed first: the last one judges it."""
    contracts: dict[int, list[TeamMember]] = {}
    for member in team:
        contracts.setdefault(member.person_id, []).append(member)
    return [sorted(each, key=lambda member: member.starts_on) for each in contracts.values()]


def _worked_week(
    period: Period,
    contracts: Sequence[TeamMember],
    week: Week,
    days: Mapping[date, int],
    spans: Sequence[ContractSpan],
) -> WorkedWeek:
    here = {day: member for member in contracts for day in week.days if member.starts_on <= day <= member.ends_on}
    latest = contracts[-1]
    return WorkedWeek(
        kind=latest.kind,
        contract=latest.weekly_minutes,
        days={day: days[day] for day in week.days if day in days},
        entries={day: period.sheet(day).entries_of(member.contract_id) for day, member in here.items()},
        slots={day: member.slots_of(day) for day, member in here.items()},
        holidays={day: name for day in week.days if (name := public_holiday(day))},
        before=list(_past_weeks(week, days, spans)),
    )


def _past_weeks(week: Week, days: Mapping[date, int], spans: Sequence[ContractSpan]) -> Iterator[PastWeek]:
    """Yields the weeks before, the latest first, until one in which nobody employed this person, at any site."""
    for number in range(1, MEAN_WEEKS):
        past = week.shifted(-number)
        running = [span for span in spans if span.starts_on <= past.last and span.ends_on >= past.first]
        if not running:
            return
        yield PastWeek(sum(days.get(day, 0) for day in past.days), running[-1].weekly_minutes)


def _presence(people: Collection[int], first: date, last: date) -> Mapping[int, Mapping[date, int]]:
    """Returns minutes of presence by person and day, at all sites."""
    statement = (
        select(Contract.person_id, DaySheet.day, func.sum(DayEntry.minutes).label("minutes"))
        .join(DayLine, DayLine.day_sheet_id == DaySheet.id)
        .join(DayEntry, DayEntry.day_line_id == DayLine.id)
        .join(Contract, Contract.id == DayLine.contract_id)
        .where(Contract.person_id.in_(people), DayEntry.category.in_(PRESENCE))
        .where(DaySheet.day.between(first, last), in_force())
        .group_by(Contract.person_id, DaySheet.day)
    )
    presence: dict[int, dict[date, int]] = {}
    for row in session.execute(statement):
        presence.setdefault(row.person_id, {})[row.day] = int(row.minutes)
    return presence
