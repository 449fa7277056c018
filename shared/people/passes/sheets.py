"""The workbook by which PASS IAE come in: its sheets and columns, what is read of them, the empty one to fill in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from shared.files.reading import Cell, Rows, read_workbook
from shared.files.tables import Column, Kind, Table
from shared.kernel.errors import InvalidInput
from shared.kernel.text import folded

MOST_ROWS = 500

DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title, its columns; one that may be absent is not `needed`."""

    title: str
    columns: tuple[Column, ...]
    needed: bool = False

    def title_of(self, key: str) -> str:
        """Returns the title of a column, the sheet's own for what has none."""
        return next((column.title for column in self.columns if column.key == key), self.title)


PASSES = Sheet(
    "PASS IAE",
    (
        Column("matricule", "Matricule"),
        Column("first_name", "Prénom"),
        Column("last_name", "Nom"),
        Column("number", "Numéro de PASS IAE"),
        Column("starts_on", "Premier jour", Kind.DATE),
    ),
    needed=True,
)
SUSPENSIONS = Sheet(
    "Suspensions",
    (
        Column("number", "Numéro de PASS IAE"),
        Column("first", "Suspendu à partir du", Kind.DATE),
        Column("last", "Jusqu’au", Kind.DATE),
        Column("reason", "Motif"),
    ),
)
PROLONGATIONS = Sheet(
    "Prolongations",
    (
        Column("number", "Numéro de PASS IAE"),
        Column("until", "Nouveau dernier jour", Kind.DATE),
        Column("reason", "Motif"),
    ),
)
SHEETS = (PASSES, SUSPENSIONS, PROLONGATIONS)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: the sheet by its place, the row as the spreadsheet counts it, the column's title."""

    place: int
    row: int
    column: str
    sentence: str

    @property
    def sheet(self) -> str:
        """The title of the sheet."""
        return SHEETS[self.place].title


@dataclass(frozen=True)
class Line:
    """One row as text by the keys of its columns; days are ISO where they are days, else as they were typed."""

    row: int
    texts: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.texts.get(key, "")


Lines = Mapping[str, list[Line]]
"""The rows by the title of their sheet."""


def read_lines(file: IO[bytes]) -> tuple[Lines, list[Fault]]:
    """Returns the rows of a workbook and what is wrong with its columns; raises InvalidInput (field `file`)."""
    book = read_workbook(file, most_rows=MOST_ROWS)
    by_title = {folded(title): rows for title, rows in book.items()}
    lines: dict[str, list[Line]] = {}
    faults: list[Fault] = []
    for place, sheet in enumerate(SHEETS):
        rows = by_title.get(folded(sheet.title))
        if rows is None:
            if sheet.needed:
                raise InvalidInput("file", f"Il manque la feuille « {sheet.title} »\u00a0: partez du modèle.")
            continue
        wrong = list(_wrong_columns(place, sheet, rows))
        faults += wrong
        if not wrong:
            lines[sheet.title] = list(_lines(sheet, rows))
    if not faults and not any(lines.values()):
        raise InvalidInput("file", "Ce fichier ne contient aucune ligne.")
    return lines, faults


def pack(lines: Lines) -> str:
    """Returns the rows as the preview carries them to the confirmation."""
    return json.dumps(
        {title: [[line.row, dict(line.texts)] for line in of_sheet] for title, of_sheet in lines.items()},
        ensure_ascii=False,
    )


def unpack(text: str) -> Lines:
    """Returns the rows that a preview has carried; raises InvalidInput (field `file`) when they were changed."""
    try:
        carried = json.loads(text)
        return {sheet.title: list(_carried(sheet, carried.get(sheet.title, []))) for sheet in SHEETS}
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise InvalidInput("file", "Cet aperçu a changé en route\u00a0: choisissez le fichier à nouveau.") from None


def read_day(text: str) -> date:
    """Reads a day of a row, as 2026-03-02 or 02/03/2026; raises ValueError."""
    return date.fromisoformat(text) if DAY.match(text) else datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def blank_tables(people: Iterable[tuple[str, str, str]]) -> list[Table]:
    """Returns the workbook to fill in, with matricule, first and last name of whoever has no PASS yet."""
    rows = {PASSES.title: [(*each, "", None) for each in people]}
    return [Table(sheet.title, sheet.columns, rows.get(sheet.title, [])) for sheet in SHEETS]


def _carried(sheet: Sheet, rows: list[Any]) -> Iterator[Line]:
    if len(rows) > MOST_ROWS:
        raise ValueError("more rows than a sheet has")
    keys = {column.key for column in sheet.columns}
    for number, texts in rows:
        if not isinstance(number, int) or not texts.keys() <= keys:
            raise ValueError("no row of ours")
        if not all(isinstance(value, str) for value in texts.values()):
            raise ValueError("no text")
        yield Line(number, texts)


def _wrong_columns(place: int, sheet: Sheet, rows: Rows) -> Iterator[Fault]:
    header = _header(rows)
    for column in sheet.columns:
        count = header.count(folded(column.title))
        if count == 0:
            yield Fault(place, 1, column.title, f"Il manque la colonne « {column.title} ».")
        elif count > 1:
            yield Fault(place, 1, column.title, f"La colonne « {column.title} » est là {count} fois.")
    known = {folded(column.title) for column in sheet.columns}
    for title in rows[0] if rows else ():
        if title and folded(str(title)) not in known:
            yield Fault(place, 1, str(title)[:60], "Cette colonne n’est pas du modèle\u00a0: renommez-la ou ôtez-la.")


def _lines(sheet: Sheet, rows: Rows) -> Iterator[Line]:
    header = _header(rows)
    places = {column.key: header.index(folded(column.title)) for column in sheet.columns}
    for number, row in enumerate(rows[1:], start=2):
        texts = {key: _text(row[place]) for key, place in places.items() if row[place]}
        if texts:
            yield Line(number, texts)


def _header(rows: Rows) -> list[str]:
    return [folded(str(title)) if title else "" for title in rows[0]] if rows else []


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)
