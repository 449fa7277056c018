"""The month of a team: its totals, its days, and what keeps payroll waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.kernel import clock
from shared.kernel.weeks import Month
from shared.payroll.categories import Categories, Category, Totals, read_categories
from shared.payroll.queries.period import (
    Period,
    Progress,
    find_period,
    hole_progress,
    list_open_days,
    minutes_by_category,
)
from shared.people.queries import TeamMember, tile_names


@dataclass(frozen=True)
class MonthRow:
    """One contract's month: minutes by category."""

    name: str
    matricule: str
    minutes: Mapping[str, int]
    totals: Totals


@dataclass(frozen=True)
class MonthDay:
    """One day of the month; `problem` says what keeps payroll waiting, empty when nothing does."""

    day: date
    progress: Progress
    problem: str


@dataclass(frozen=True)
class MonthPage:
    """The month of a team; `unnumbered` are the people whom payroll has given no matricule yet."""

    month: Month
    days: Sequence[MonthDay]
    categories: Sequence[Category]
    rows: Sequence[MonthRow]
    minutes: Mapping[str, int]
    totals: Totals
    unnumbered: Sequence[str]

    @property
    def asp_hours(self) -> int:
        """The whole hours that the ASP takes for the team: it takes them person by person, each rounded once."""
        return sum(row.totals.asp_hours for row in self.rows)

    @property
    def is_complete(self) -> bool:
        """Whether the month is over and every day of it validated."""
        return bool(self.rows) and self.is_over and not self.problems

    @property
    def problems(self) -> list[MonthDay]:
        """The days that payroll cannot use yet."""
        return [day for day in self.days if day.problem]

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return clock.today() > self.month.last


def find_month(site_id: int, month: Month) -> MonthPage:
    """Returns the month of a site's team. Three statements."""
    period = find_period(site_id, month.first, month.last)
    categories = read_categories()
    names = tile_names(period.team)
    rows = [_row(period, member, names[member.contract_id], categories) for member in period.team]
    minutes = sum((Counter(row.minutes) for row in rows), Counter[str]())
    problems = dict(list_open_days(period))
    return MonthPage(
        month=month,
        days=[_day(period, day, problems.get(day, "")) for day in month.days],
        categories=[category for category in categories.listed(month.last) if minutes[category.code]],
        rows=rows,
        minutes=minutes,
        totals=sum((row.totals for row in rows), Totals()),
        unnumbered=[names[member.contract_id] for member in period.team if not member.matricule],
    )


def _row(period: Period, member: TeamMember, name: str, categories: Categories) -> MonthRow:
    days = [(day, sheet.entries_of(member.contract_id)) for day, sheet in period.sheets.items()]
    minutes = sum((minutes_by_category(entries) for _, entries in days), Counter[str]())
    totals = sum((categories.totals(entries, day, member.kind) for day, entries in days), Totals())
    return MonthRow(name, member.matricule or "", minutes, totals)


def _day(period: Period, day: date, problem: str) -> MonthDay:
    if problem:
        progress = Progress.DRAFT if period.sheet(day).lines else hole_progress(day)
    elif day > clock.today() or not period.matters(day):
        progress = Progress.OFF
    else:
        progress = Progress.DONE
    return MonthDay(day, progress, problem)
