"""Day sheets in the database: read whole in one statement, written as new lines that replace the old ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, Row, Select, bindparam, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from shared.db import session
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.kernel.weeks import Week
from shared.payroll.ledger import NOTHING, Entries
from shared.payroll.models import DayEntry, DayLine, DaySheet, DayStatus
from shared.payroll.reasons import PRESENCE
from shared.people.models import Contract, Half
from shared.people.timetable import Planned


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is said of one contract's day."""

    contract_id: int
    planned: Planned
    entries: Entries
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class StoredLine(Line):
    """A line that stands on a sheet; `version` is the sheet's version that wrote it."""

    version: int
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The sheet of one site and day; version 0 has not been written yet."""

    day: date
    id: int = 0
    public_id: UUID | None = None
    status: DayStatus = DayStatus.DRAFT
    version: int = 0
    # The latest line of each contract, the empty ones that only take others back included.
    latest: Mapping[int, StoredLine] = field(default_factory=dict)

    @cached_property
    def lines(self) -> Mapping[int, StoredLine]:
        """The lines that say something, by contract."""
        return {contract_id: line for contract_id, line in self.latest.items() if line.entries or line.comment}

    def entries_of(self, contract_id: int) -> Entries:
        """Returns what is recorded for a contract, nothing when no line is."""
        line = self.latest.get(contract_id)
        return line.entries if line else NOTHING


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The sheets that this unit holds, each as it was before, by day.

    `presence` is what the team's people were there for in the week of these days, at any site: minutes by person.
    """

    sheets: Mapping[date, Sheet]
    presence: Mapping[int, int]


def read_sheet(site_id: int, day: date) -> Sheet:
    """Returns the sheet of a day, an empty one of version 0 when nobody has written on it. One statement."""
    return read_sheets(site_id, day, day).get(day, Sheet(day=day))


def read_sheets(site_id: int, first: date, last: date) -> dict[date, Sheet]:
    """Returns the sheets from `first` to `last` that exist, with their lines in force. One statement."""
    statement = _sheets_and_lines().where(DaySheet.site_id == site_id, DaySheet.day.between(first, last))
    return _assemble(session.execute(statement))


def read_before(sheet: Sheet) -> Mapping[int, StoredLine]:
    """Returns by contract the lines that were in force before the sheet's last version. One statement."""
    statement = _sheets_and_lines(before=sheet.version).where(DaySheet.id == sheet.id)
    sheets = _assemble(session.execute(statement))
    return sheets[sheet.day].latest


def claim_sheet(site_id: int, day: date) -> Claim:
    """Claims the sheet of one day as `claim_sheets` does. Two statements."""
    return claim_sheets(site_id, [day])


def claim_sheets(site_id: int, days: Iterable[date]) -> Claim:
    """Locks the sheets of days of one week for this unit, made if need be; their versions have grown. Two statements.

    Two units that claim the same sheet wait for each other, so what is returned is the truth until the unit ends.
    """
    claimed = sorted(set(days))
    week = Week.of(claimed[0])
    dialect_insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    # In the order of the days, so that two units never wait for each other crosswise.
    values = [
        {"public_id": new_public_id(), "site_id": site_id, "day": day, "status": DayStatus.DRAFT, "version": 1}
        for day in claimed
    ]
    session.execute(
        dialect_insert(DaySheet)
        .values(values)
        .on_conflict_do_update(index_elements=[DaySheet.site_id, DaySheet.day], set_={"version": DaySheet.version + 1})
    )
    the_week = {"site_id": site_id, "monday": week.first, "sunday": week.last}
    rows = session.execute(_week_of_the_team(), the_week).all()
    presence = Counter[int]()
    for row in rows:
        if row.category in PRESENCE:
            presence[row.person_id] += row.minutes
    sheets = _assemble(row for row in rows if row.site_id == site_id and row.day in claimed)
    before = {day: replace(sheet, version=sheet.version - 1) for day, sheet in sheets.items()}
    return Claim(sheets=before, presence=presence)


@cache
def _week_of_the_team() -> Select[Any]:
    """The sheets of a site's week, and the lines that its people have at other sites in that week.

    Built once: building it costs more than running it, and each tap on a day sheet runs it.
    """
    own, other = aliased(Contract), aliased(Contract)
    site_id, monday, sunday = (
        bindparam("site_id", type_=Integer),
        bindparam("monday", type_=Date),
        bindparam("sunday", type_=Date),
    )
    elsewhere = (
        select(other.id)
        .join(own, (own.person_id == other.person_id) & (own.site_id == site_id) & (other.site_id != site_id))
        .where(own.starts_on <= sunday, own.ends_on >= monday)
    )
    return (
        _sheets_and_lines()
        .add_columns(DaySheet.site_id, Contract.person_id)
        .outerjoin(Contract, Contract.id == DayLine.contract_id)
        .where(DaySheet.day.between(monday, sunday))
        .where((DaySheet.site_id == site_id) | DayLine.contract_id.in_(elsewhere))
    )


def write_lines(written: Iterable[tuple[Sheet, Line]], actor: str) -> None:
    """Puts lines in force on claimed sheets, each in place of the contract's line before. Two statements.

    A line without entries and comment takes back what stood there.
    """
    moment = clock.now()
    lines = list(written)
    rows = [
        {
            "day_sheet_id": sheet.id,
            "contract_id": line.contract_id,
            "version": sheet.version + 1,
            "planned_morning": line.planned.morning,
            "planned_afternoon": line.planned.afternoon,
            "comment": line.comment or None,
            "recorded_by": actor,
            "recorded_at": moment,
        }
        for sheet, line in lines
    ]
    # The order in which ids come back is free, which lets the database insert all rows at once.
    returned = session.execute(insert(DayLine).returning(DayLine.day_sheet_id, DayLine.contract_id, DayLine.id), rows)
    line_ids = {(row.day_sheet_id, row.contract_id): row.id for row in returned}
    entries = [
        {"day_line_id": line_ids[sheet.id, line.contract_id], "half": half, "category": category, "minutes": minutes}
        for sheet, line in lines
        for half, content in line.entries.items()
        for category, minutes in content.items()
    ]
    if entries:
        session.execute(insert(DayEntry), entries)


def change_status(sheet: Sheet, status: DayStatus) -> None:
    """Gives a claimed sheet its next status."""
    session.execute(update(DaySheet).where(DaySheet.id == sheet.id).values(status=status))


def in_force(before: int | None = None) -> ColumnElement[bool]:
    """Returns the condition that a line is the latest of its sheet and contract, below version `before` if given."""
    later = aliased(DayLine)
    newer = exists().where(
        later.day_sheet_id == DayLine.day_sheet_id,
        later.contract_id == DayLine.contract_id,
        later.version > DayLine.version,
    )
    return ~newer if before is None else ~newer.where(later.version < before) & (DayLine.version < before)


def _sheets_and_lines(before: int | None = None) -> Select[Any]:
    columns: tuple[Any, ...] = (
        DaySheet.id,
        DaySheet.public_id,
        DaySheet.day,
        DaySheet.status,
        DaySheet.version,
        DayLine.id.label("line_id"),
        DayLine.contract_id,
        DayLine.planned_morning,
        DayLine.planned_afternoon,
        DayLine.comment,
        DayLine.version.label("line_version"),
        DayLine.recorded_by,
        DayLine.recorded_at,
        DayEntry.half,
        DayEntry.category,
        DayEntry.minutes,
    )
    return (
        select(*columns)
        .select_from(DaySheet)
        .outerjoin(DayLine, (DayLine.day_sheet_id == DaySheet.id) & in_force(before))
        .outerjoin(DayEntry, DayEntry.day_line_id == DayLine.id)
        .order_by(DaySheet.day, DayLine.id, DayEntry.id)
    )


def _assemble(rows: Iterable[Row[Any]]) -> dict[date, Sheet]:
    sheets: dict[date, Sheet] = {}
    lines: dict[int, dict[int, StoredLine]] = {}
    entries: dict[int, dict[Half, dict[str, int]]] = {}
    for row in rows:
        if row.day not in sheets:
            lines[row.id] = {}
            sheets[row.day] = Sheet(
                id=row.id,
                public_id=row.public_id,
                day=row.day,
                status=row.status,
                version=row.version,
                latest=lines[row.id],
            )
        if row.line_id is None:
            continue
        if row.line_id not in entries:
            entries[row.line_id] = {}
            lines[row.id][row.contract_id] = StoredLine(
                contract_id=row.contract_id,
                planned=Planned(row.planned_morning, row.planned_afternoon),
                entries=entries[row.line_id],
                comment=row.comment or "",
                version=row.line_version,
                recorded_by=row.recorded_by,
                recorded_at=row.recorded_at,
            )
        if row.half is not None:
            entries[row.line_id].setdefault(row.half, {})[row.category] = row.minutes
    return sheets
