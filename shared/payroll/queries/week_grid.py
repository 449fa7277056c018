"""The week of a team as it is typed: one cell a person and day, with the text that says what is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.kernel import clock
from shared.kernel.weeks import Week
from shared.payroll.holidays import public_holiday
from shared.payroll.models import DayStatus
from shared.payroll.notation import show_cell
from shared.payroll.queries.period import Period, find_period
from shared.people.queries import TeamMember, tile_names
from shared.people.timetable import SATURDAY


@dataclass(frozen=True)
class GridCell:
    """One person's day: `text` is what is recorded, `planned` the minutes expected, `open` whether it can be typed."""

    day: date
    text: str
    planned: int
    open: bool


@dataclass(frozen=True)
class GridRow:
    """One contract's week."""

    contract: UUID
    name: str
    cells: Sequence[GridCell]


@dataclass(frozen=True)
class GridDay:
    """One column: its sheet's status and the version that this screen shows."""

    day: date
    holiday: str | None
    status: DayStatus
    version: int
    to_come: bool


@dataclass(frozen=True)
class WeekGrid:
    """The week of a team, Monday to Friday, and the days of the weekend on which something is planned or recorded."""

    week: Week
    days: Sequence[GridDay]
    rows: Sequence[GridRow]

    @property
    def places(self) -> set[tuple[UUID, date]]:
        """Every cell: whose contract, which day."""
        return {(row.contract, cell.day) for row in self.rows for cell in row.cells}

    @property
    def is_open(self) -> bool:
        """Whether anything can be typed."""
        return any(cell.open for row in self.rows for cell in row.cells)

    @property
    def has_gaps(self) -> bool:
        """Whether somebody expected has an empty cell that can be typed."""
        return any(cell.open and cell.planned and not cell.text for row in self.rows for cell in row.cells)


def find_week_grid(site_id: int, week: Week) -> WeekGrid:
    """Returns the week of a site's team for typing. Two statements."""
    period = find_period(site_id, week.first, week.last)
    shown = [day for day in week.days if day.weekday() < SATURDAY or period.matters(day)]
    names = tile_names(period.team)
    rows = [
        GridRow(member.contract, names[member.contract_id], [_cell(period, member, day) for day in shown])
        for member in period.team
    ]
    return WeekGrid(week, [_day(period, day) for day in shown], rows)


def _cell(period: Period, member: TeamMember, day: date) -> GridCell:
    sheet, planned = period.sheet(day), member.planned(day)
    under_contract = member.starts_on <= day <= member.ends_on
    can_be_typed = under_contract and day <= clock.today() and sheet.status is DayStatus.DRAFT
    return GridCell(day, show_cell(sheet.entries_of(member.contract_id), planned), planned.total, can_be_typed)


def _day(period: Period, day: date) -> GridDay:
    sheet = period.sheet(day)
    return GridDay(day, public_holiday(day), sheet.status, sheet.version, day > clock.today())
