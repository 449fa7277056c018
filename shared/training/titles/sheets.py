"""The table by which titles come in: its columns, how it is read and carried, the one to start from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from shared.files.columns import Line, carried_lines, lines_of, wrong_columns
from shared.files.reading import read_table
from shared.files.tables import Column, Kind, Row, Table
from shared.kernel.errors import InvalidInput
from shared.training.models import Title

SHEET = "Titres"
MOST_ROWS = 300

COLUMNS = (
    Column("rncp", "Code RNCP"),
    Column("label", "Intitulé", width=40),
    Column("level", "Niveau", Kind.WHOLE),
    Column("valid_until", "Enregistré jusqu’au", Kind.DATE),
    Column("block", "Bloc"),
    Column("block_label", "Intitulé du bloc", width=60),
    Column("position", "Ordre", Kind.WHOLE),
)
_TITLES = {column.key: column.title for column in COLUMNS}


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: the row as the spreadsheet counts it, the column's title."""

    row: int
    column: str
    sentence: str


def fault_at(row: int, key: str, sentence: str) -> Fault:
    """Returns what is wrong with the cell of a row under the column of this key."""
    return Fault(row, _TITLES[key], sentence)


def read_lines(file: IO[bytes]) -> tuple[list[Line], list[Fault]]:
    """Returns the rows of a workbook or a CSV and what is wrong with its columns; raises InvalidInput (`file`)."""
    rows = read_table(file, sheet=SHEET, most_rows=MOST_ROWS)
    faults = [Fault(1, *told) for told in wrong_columns(COLUMNS, rows)]
    lines = [] if faults else list(lines_of(COLUMNS, rows))
    if not faults and not lines:
        raise InvalidInput("file", "Ce fichier ne contient aucune ligne.")
    return lines, faults


def pack(lines: Sequence[Line]) -> str:
    """Returns the rows as the preview carries them to the confirmation."""
    return json.dumps([[line.row, dict(line.texts)] for line in lines], ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> list[Line]:
    """Returns the rows that a preview has carried; raises InvalidInput (field `file`) when they were changed."""
    try:
        lines = list(carried_lines(COLUMNS, json.loads(text), MOST_ROWS))
    except (ValueError, AttributeError, TypeError, RecursionError):
        lines = []
    if not lines:
        raise InvalidInput("file", "Cet aperçu a changé en route\u00a0: choisissez le fichier à nouveau.")
    return lines


def table_of(titles: Iterable[Title]) -> Table:
    """Returns the table to start from: the titles that are known by a code, a row for each of their blocks."""
    return Table(SHEET, COLUMNS, _rows(titles))


def _rows(titles: Iterable[Title]) -> Iterator[Row]:
    for title in titles:
        if title.rncp is None:
            continue
        facts = (title.rncp, title.label, title.level, title.valid_until)
        for block in title.blocks:
            yield (*facts, block.code, block.label, block.position)
        if not title.blocks:
            yield (*facts, None, None, None)
