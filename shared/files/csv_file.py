"""CSV as French spreadsheets open it: semicolons, decimal commas, UTF-8 with its mark, CRLF."""

from __future__ import annotations

import csv
from datetime import date
from io import TextIOWrapper
from typing import IO, BinaryIO, cast

from shared.files.tables import Column, Kind, Table, Value
from shared.kernel.money import decimal_text

# A cell that starts like this is a formula to a spreadsheet: an apostrophe keeps it text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_HUNDREDTHS = frozenset({Kind.CENTS, Kind.RATE_BP, Kind.HUNDREDTHS, Kind.NUMBER})


def write_csv(table: Table, file: IO[bytes]) -> None:
    """Writes the table with one header line of titles; text that looks like a formula stays text."""
    text = TextIOWrapper(cast("BinaryIO", file), encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    writer.writerows(
        [_cell(column, value) for column, value in zip(table.columns, row, strict=True)] for row in table.rows
    )
    text.detach()


def _cell(column: Column, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int):
        return decimal_text(value).replace(".", ",") if column.kind in _HUNDREDTHS else str(value)
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
