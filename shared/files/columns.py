"""The columns of a table that somebody sends: which of them are there, and its rows as text by their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.files.reading import Cell, Rows
from shared.files.tables import Column
from shared.kernel.text import folded

DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class Line:
    """One row as text by the keys of its columns; days are ISO where they are days, else as they were typed."""

    row: int
    texts: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.texts.get(key, "")


def wrong_columns(columns: Sequence[Column], rows: Rows) -> Iterator[tuple[str, str]]:
    """Yields the title of each column that is missing, there twice, or none of ours, and what is wrong with it."""
    header = _header(rows)
    for column in columns:
        count = header.count(folded(column.title))
        if count == 0:
            yield column.title, f"Il manque la colonne « {column.title} »."
        elif count > 1:
            yield column.title, f"La colonne « {column.title} » est là {count} fois."
    known = {folded(column.title) for column in columns}
    for title in rows[0] if rows else ():
        if title and folded(str(title)) not in known:
            yield str(title)[:60], "Cette colonne n’est pas du modèle\u00a0: renommez-la ou ôtez-la."


def lines_of(columns: Sequence[Column], rows: Rows) -> Iterator[Line]:
    """Yields the rows below the header that are not empty, numbered as a spreadsheet does."""
    header = _header(rows)
    places = {column.key: header.index(folded(column.title)) for column in columns}
    for number, row in enumerate(rows[1:], start=2):
        texts = {key: _text(row[place]) for key, place in places.items() if row[place]}
        if texts:
            yield Line(number, texts)


def carried_lines(columns: Sequence[Column], rows: list[Any], most_rows: int) -> Iterator[Line]:
    """Yields the rows that a preview has carried as JSON; raises ValueError, TypeError for what is none of ours."""
    if len(rows) > most_rows:
        raise ValueError("more rows than a sheet has")
    keys = {column.key for column in columns}
    for number, texts in rows:
        if not isinstance(number, int) or not texts.keys() <= keys:
            raise ValueError("no row of ours")
        if not all(isinstance(value, str) for value in texts.values()):
            raise ValueError("no text")
        yield Line(number, texts)


def read_day(text: str) -> date:
    """Reads a day of a row, as 2026-03-02 or 02/03/2026; raises ValueError."""
    return date.fromisoformat(text) if DAY.match(text) else datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def _header(rows: Rows) -> list[str]:
    return [folded(str(title)) if title else "" for title in rows[0]] if rows else []


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)
