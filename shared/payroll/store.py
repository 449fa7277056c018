"""Day sheets in the database: read whole in one statement, written as new lines that supersede the old ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from shared.db import session
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
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
    """The sheet of one site and day with its lines in force by contract; version 0 has not been written yet."""

    day: date
    id: int = 0
    public_id: UUID | None = None
    status: DayStatus = DayStatus.DRAFT
    version: int = 0
    lines: Mapping[int, StoredLine] = field(default_factory=dict)

    def entries_of(self, contract_id: int) -> Entries:
        """Returns what is recorded for a contract, nothing when no line is."""
        line = self.lines.get(contract_id)
        return line.entries if line else NOTHING


def read_sheet(site_id: int, day: date) -> Sheet:
    """Returns the sheet of a day, an empty one of version 0 when nobody has written on it. One statement."""
    return read_sheets(site_id, day, day).get(day, Sheet(day=day))


def read_sheets(site_id: int, first: date, last: date) -> dict[date, Sheet]:
    """Returns the sheets from `first` to `last` that exist, with their lines in force. One statement."""
    in_force = (DayLine.day_sheet_id == DaySheet.id) & DayLine.superseded_in.is_(None)
    statement = _sheets_and_lines(in_force).where(DaySheet.site_id == site_id, DaySheet.day.between(first, last))
    return _assemble(statement)


def read_superseded(sheet: Sheet) -> Mapping[int, StoredLine]:
    """Returns by contract the lines that the sheet's last version replaced. One statement."""
    replaced = (DayLine.day_sheet_id == DaySheet.id) & (DayLine.superseded_in == sheet.version)
    return _assemble(_sheets_and_lines(replaced).where(DaySheet.id == sheet.id))[sheet.day].lines


def claim_sheet(site_id: int, day: date) -> Sheet:
    """Locks the sheet of a day for this unit, made if need be, and returns it as it was before: its version has grown.

    Two units that claim the same sheet wait for each other, so what is returned is the truth until the unit ends.
    """
    dialect_insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {"public_id": new_public_id(), "site_id": site_id, "day": day, "status": DayStatus.DRAFT, "version": 1}
    session.execute(
        dialect_insert(DaySheet)
        .values(values)
        .on_conflict_do_update(index_elements=[DaySheet.site_id, DaySheet.day], set_={"version": DaySheet.version + 1})
    )
    claimed = read_sheet(site_id, day)
    return Sheet(
        day=day,
        id=claimed.id,
        public_id=claimed.public_id,
        status=claimed.status,
        version=claimed.version - 1,
        lines=claimed.lines,
    )


def write_lines(sheet: Sheet, lines: Iterable[Line], actor: str) -> None:
    """Puts lines in force on a claimed sheet; those they replace stay, marked with the version that replaced them.

    A line without entries and comment only removes what stood there.
    """
    written = list(lines)
    version = sheet.version + 1
    _supersede(sheet, version, [line.contract_id for line in written])
    kept = [line for line in written if line.entries or line.comment]
    if not kept:
        return
    moment = clock.now()
    rows = [
        {
            "day_sheet_id": sheet.id,
            "contract_id": line.contract_id,
            "version": version,
            "planned_morning": line.planned.morning,
            "planned_afternoon": line.planned.afternoon,
            "comment": line.comment or None,
            "recorded_by": actor,
            "recorded_at": moment,
        }
        for line in kept
    ]
    # The order in which ids come back is free, which lets the database insert all rows at once.
    inserted = session.execute(insert(DayLine).returning(DayLine.contract_id, DayLine.id), rows)
    line_ids = {row.contract_id: row.id for row in inserted}
    entries = [
        {"day_line_id": line_ids[line.contract_id], "half": half, "category": category, "minutes": minutes}
        for line in kept
        for half, content in line.entries.items()
        for category, minutes in content.items()
    ]
    if entries:
        session.execute(insert(DayEntry), entries)


def change_status(sheet: Sheet, status: DayStatus) -> None:
    """Gives a claimed sheet its next status."""
    session.execute(update(DaySheet).where(DaySheet.id == sheet.id).values(status=status))


def presence_by_person(person_ids: Iterable[int], first: date, last: date, *, but_not: date) -> dict[int, int]:
    """Returns minutes of presence from `first` to `last` by person, at any site, leaving out one day. One statement."""
    statement = (
        select(Contract.person_id, func.sum(DayEntry.minutes))
        .join(DayLine, DayLine.id == DayEntry.day_line_id)
        .join(DaySheet, DaySheet.id == DayLine.day_sheet_id)
        .join(Contract, Contract.id == DayLine.contract_id)
        .where(Contract.person_id.in_(list(person_ids)), DayEntry.category.in_(PRESENCE))
        .where(DayLine.superseded_in.is_(None), DaySheet.day.between(first, last), DaySheet.day != but_not)
        .group_by(Contract.person_id)
    )
    return {person_id: int(minutes) for person_id, minutes in session.execute(statement)}


def _supersede(sheet: Sheet, version: int, contract_ids: Iterable[int]) -> None:
    replaced = set(contract_ids) & set(sheet.lines)
    if replaced:
        session.execute(
            update(DayLine)
            .where(DayLine.day_sheet_id == sheet.id, DayLine.contract_id.in_(replaced))
            .where(DayLine.superseded_in.is_(None))
            .values(superseded_in=version)
        )


def _sheets_and_lines(which: ColumnElement[bool]) -> Select[Any]:
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
        .outerjoin(DayLine, which)
        .outerjoin(DayEntry, DayEntry.day_line_id == DayLine.id)
        .order_by(DaySheet.day, DayLine.id, DayEntry.id)
    )


def _assemble(statement: Select[Any]) -> dict[date, Sheet]:
    sheets: dict[date, Sheet] = {}
    lines: dict[int, dict[int, StoredLine]] = {}
    entries: dict[int, dict[Half, dict[str, int]]] = {}
    for row in session.execute(statement):
        if row.day not in sheets:
            lines[row.id] = {}
            sheets[row.day] = Sheet(
                id=row.id,
                public_id=row.public_id,
                day=row.day,
                status=row.status,
                version=row.version,
                lines=lines[row.id],
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
