"""The workbook by which PASS IAE come in: its sheets and columns, what is read of them, the empty one to fill in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO

from shared.files.columns import Line, carried_lines, lines_of, wrong_columns
from shared.files.reading import read_workbook
from shared.files.tables import Column, Kind, Table
from shared.kernel.errors import InvalidInput
from shared.kernel.text import folded

MOST_ROWS = 500


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
        wrong = [Fault(place, 1, *told) for told in wrong_columns(sheet.columns, rows)]
        faults += wrong
        if not wrong:
            lines[sheet.title] = list(lines_of(sheet.columns, rows))
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
        return {
            sheet.title: list(carried_lines(sheet.columns, carried.get(sheet.title, []), MOST_ROWS)) for sheet in SHEETS
        }
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise InvalidInput("file", "Cet aperçu a changé en route\u00a0: choisissez le fichier à nouveau.") from None


def blank_tables(people: Iterable[tuple[str, str, str]]) -> list[Table]:
    """Returns the workbook to fill in, with matricule, first and last name of whoever has no PASS yet."""
    rows = {PASSES.title: [(*each, "", None) for each in people]}
    return [Table(sheet.title, sheet.columns, rows.get(sheet.title, [])) for sheet in SHEETS]
