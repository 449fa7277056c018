"""What labour law has to say of a team's week, person by person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from shared.db import session
from shared.kernel.weeks import Week
from shared.payroll.holidays import public_holiday
from shared.payroll.models import DayEntry, DayLine, DaySheet
from shared.payroll.notices import MEAN_WEEKS, Notice, WorkedWeek, list_notices
from shared.payroll.queries.period import Period
from shared.payroll.reasons import PRESENCE
from shared.payroll.store import in_force
from shared.people.limits import read_limits
from shared.people.models import Contract
from shared.people.queries import TeamMember, tile_names

Presence = Mapping[int, Mapping[date, int]]
"""Minutes of presence by person and day, at all sites."""


@dataclass(frozen=True)
class PersonNotices:
    """What is to be known of one person's week."""

    name: str
    notices: Sequence[Notice]


def list_week_notices(period: Period, week: Week) -> list[PersonNotices]:
    """Returns those of the team whose week the law has something to say of. Two statements."""
    presence = _presence(period.team, week.shifted(1 - MEAN_WEEKS).first, week.last)
    limits = read_limits(week.last)
    names = tile_names(period.team)
    found = []
    for member in _latest_contracts(period.team):
        worked = _worked_week(period, member, week, presence)
        if notices := list_notices(worked, limits[member.kind]):
            found.append(PersonNotices(names[member.contract_id], notices))
    return found


def _latest_contracts(team: Iterable[TeamMember]) -> list[TeamMember]:
    """Returns each person once: a week in which the hours change is judged by those it ends with."""
    latest: dict[int, TeamMember] = {}
    for member in team:
        known = latest.get(member.person_id)
        if known is None or member.starts_on > known.starts_on:
            latest[member.person_id] = member
    return list(latest.values())


def _worked_week(period: Period, member: TeamMember, week: Week, presence: Presence) -> WorkedWeek:
    days = presence.get(member.person_id, {})
    earlier = [week.shifted(-before) for before in range(1, MEAN_WEEKS)]
    return WorkedWeek(
        kind=member.kind,
        contract=member.weekly_minutes,
        days={day: days[day] for day in week.days if day in days},
        entries={day: period.sheet(day).entries_of(member.contract_id) for day in week.days},
        slots={day: member.slots_of(day) for day in week.days},
        holidays={day: name for day in week.days if (name := public_holiday(day))},
        before=[sum(days.get(day, 0) for day in each.days) for each in earlier if member.starts_on <= each.first],
    )


def _presence(team: Iterable[TeamMember], first: date, last: date) -> Presence:
    statement = (
        select(Contract.person_id, DaySheet.day, func.sum(DayEntry.minutes).label("minutes"))
        .join(DayLine, DayLine.day_sheet_id == DaySheet.id)
        .join(DayEntry, DayEntry.day_line_id == DayLine.id)
        .join(Contract, Contract.id == DayLine.contract_id)
        .where(Contract.person_id.in_({member.person_id for member in team}), DayEntry.category.in_(PRESENCE))
        .where(DaySheet.day.between(first, last), in_force())
        .group_by(Contract.person_id, DaySheet.day)
    )
    presence: dict[int, dict[date, int]] = {}
    for row in session.execute(statement):
        presence.setdefault(row.person_id, {})[row.day] = int(row.minutes)
    return presence
