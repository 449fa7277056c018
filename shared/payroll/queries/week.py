"""The week of a team: people by days, with the holes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.kernel import clock
from shared.kernel.weeks import Week
from shared.payroll.categories import Categories, Totals, read_categories
from shared.payroll.holidays import public_holiday
from shared.payroll.ledger import missing_halves
from shared.payroll.models import DayStatus
from shared.payroll.queries.notices import PersonNotices, list_week_notices
from shared.payroll.queries.period import (
    HOLES,
    NOT_VALIDATED,
    Period,
    Progress,
    find_period,
    hole_progress,
    list_open_days,
)
from shared.payroll.store import Sheet
from shared.payroll.wording import Words, marks_of
from shared.people.queries import TeamMember, tile_names
from shared.people.timetable import SATURDAY


@dataclass(frozen=True)
class Cell:
    """One person's day; `marks` are what was not ordinary presence."""

    day: date
    progress: Progress
    totals: Totals
    marks: Sequence[Words]


@dataclass(frozen=True)
class WeekRow:
    """One person's week."""

    name: str
    cells: Sequence[Cell]
    totals: Totals


@dataclass(frozen=True)
class WeekDay:
    """One column of the week, with its sum."""

    day: date
    status: DayStatus
    holiday: str | None
    progress: Progress
    totals: Totals


@dataclass(frozen=True)
class WeekPage:
    """The week of a team: Monday to Friday, and the days of the weekend on which something is planned or recorded."""

    week: Week
    days: Sequence[WeekDay]
    rows: Sequence[WeekRow]
    totals: Totals
    problems: Sequence[tuple[date, str]]
    notices: Sequence[PersonNotices]

    @property
    def to_close(self) -> int:
        """How many days are recorded and not validated yet."""
        return sum(day.progress is Progress.DRAFT for day in self.days)

    @property
    def can_close(self) -> bool:
        """Whether nothing misses and something is left to validate."""
        return bool(self.to_close) and not self.problems

    @property
    def is_closed(self) -> bool:
        """Whether every day of the week is validated."""
        return not self.problems and not self.to_close and any(day.progress is Progress.DONE for day in self.days)

    @property
    def can_reopen(self) -> bool:
        """Whether a day is validated and not locked."""
        return any(day.status is DayStatus.VALIDATED and day.progress is Progress.DONE for day in self.days)

    @property
    def holes(self) -> int:
        """How many people's days nobody has recorded, up to today."""
        return sum(cell.progress in HOLES for row in self.rows for cell in row.cells)


def find_week(site_id: int, week: Week) -> WeekPage:
    """Returns the week of a site's team. Six statements."""
    period = find_period(site_id, week.first, week.last)
    categories = read_categories()
    shown = [day for day in week.days if day.weekday() < SATURDAY or period.matters(day)]
    names = tile_names(period.team)
    rows = [
        _row(names[member.contract_id], [_cell(period, member, day, categories) for day in shown])
        for member in period.team
    ]
    days = [_day(period.sheet(day), [row.cells[place] for row in rows]) for place, day in enumerate(shown)]
    return WeekPage(
        week=week,
        days=days,
        rows=rows,
        totals=sum((row.totals for row in rows), Totals()),
        problems=list_week_problems(period),
        notices=list_week_notices(period, week) if period.team else [],
    )


def list_week_problems(period: Period) -> list[tuple[date, str]]:
    """Returns each day that keeps a week from being closed, with the words that say why; no statement."""
    incomplete = [(day, words) for day, words in list_open_days(period) if words != NOT_VALIDATED]
    to_come = [day for day in period.days if day > clock.today() and period.matters(day)]
    return [*incomplete, *((day, "ce jour n’est pas encore arrivé") for day in to_come)]


def _row(name: str, cells: Sequence[Cell]) -> WeekRow:
    return WeekRow(name, cells, sum((cell.totals for cell in cells), Totals()))


def _cell(period: Period, member: TeamMember, day: date, categories: Categories) -> Cell:
    sheet = period.sheet(day)
    entries = sheet.entries_of(member.contract_id)
    progress = Progress.OFF
    if missing_halves(member.planned(day), entries):
        progress = hole_progress(day)
    elif any(entries.values()):
        progress = Progress.DRAFT if sheet.status is DayStatus.DRAFT else Progress.DONE
    return Cell(day, progress, categories.totals(entries, day, member.kind), marks_of(entries))


def _day(sheet: Sheet, cells: Sequence[Cell]) -> WeekDay:
    states = {cell.progress for cell in cells}
    most_pressing = (*HOLES, Progress.DRAFT, Progress.DONE, Progress.OFF)
    progress = next((state for state in most_pressing if state in states), Progress.OFF)
    totals = sum((cell.totals for cell in cells), Totals())
    return WeekDay(sheet.day, sheet.status, public_holiday(sheet.day), progress, totals)
