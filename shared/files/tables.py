"""A table as every writer understands it: typed columns and rows of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Value = str | int | date | None
Row = Sequence[Value]


class Kind(StrEnum):
    """What a column holds: decides how it is written, never what it is."""

    TEXT = "text"
    DATE = "date"
    CENTS = "cents"
    RATE_BP = "rate_bp"
    MINUTES = "minutes"
    HUNDREDTHS = "hundredths"
    WHOLE = "whole"
    # Hundredths too, of which people see as many decimals as there are.
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column: `key` names it for machines, `title` for people.

    `width` is in characters, 0 for what is usual; a text that has one is broken into lines.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    total: bool = False
    width: int = 0


@dataclass(frozen=True)
class Table:
    """Columns and rows under a title of at most 31 characters, the longest that a sheet of Excel may bear.

    A writer walks the rows once, and the tables of a workbook in their order: rows may be made on the way.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
