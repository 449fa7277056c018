"""XLSX that opens without a question: numbers are numbers, dates are dates, totals are formulas, text stays text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from shared.files.tables import Kind, Table, Value

if TYPE_CHECKING:
    from rustpy_xlsxwriter import Format

_FORMATS = {
    Kind.CENTS: "#,##0.00\\ [$€-40C]",
    Kind.RATE_BP: "0.00%",
    Kind.DATE: "dd/mm/yyyy",
    Kind.MINUTES: "0",
    Kind.HUNDREDTHS: "0.00",
    Kind.WHOLE: "0",
    Kind.NUMBER: "General",
}
_SCALES = {Kind.CENTS: 100, Kind.HUNDREDTHS: 100, Kind.NUMBER: 100, Kind.RATE_BP: 10_000}
_WIDTHS = {Kind.TEXT: 24, Kind.DATE: 12}
_NARROW = 14


def write_xlsx(tables: Sequence[Table], file: IO[bytes]) -> None:
    """Writes one sheet a table: frozen header, filter, French formats, sums under the columns that add up.

    The titles of a table's columns differ from each other.
    """
    from rustpy_xlsxwriter import write_worksheets

    write_worksheets(
        [(table.title, _records(table)) for table in tables],
        cast("BinaryIO", file),
        bold_headers=True,
        freeze_panes={"general": {"row": 1, "col": 0}},
        autofilter={"general": True},
        column_widths={
            table.title: [column.width or _WIDTHS.get(column.kind, _NARROW) for column in table.columns]
            for table in tables
        },
        column_formats={table.title: _column_formats(table) for table in tables},
        totals_row={table.title: totals for table in tables if (totals := _totals(table))},
    )


def _records(table: Table) -> Iterator[dict[str, Any]]:
    """Yields the rows by title; an empty table has one empty row, without which it would have no header either."""
    titles = [column.title for column in table.columns]
    scales = [_SCALES.get(column.kind) for column in table.columns]
    row = None
    for row in table.rows:
        yield {title: _scaled(value, scale) for title, scale, value in zip(titles, scales, row, strict=True)}
    if row is None:
        yield dict.fromkeys(titles)


def _scaled(value: Value, scale: int | None) -> Value | float:
    # A workbook holds doubles: this division gives the one that is nearest to the decimal number.
    return value / scale if scale and isinstance(value, int) else value


def _column_formats(table: Table) -> dict[str, Format]:
    from rustpy_xlsxwriter import Format

    formats = {
        column.title: Format().set_num_format(_FORMATS[column.kind])
        for column in table.columns
        if column.kind in _FORMATS
    }
    wrapped = [column.title for column in table.columns if column.kind is Kind.TEXT and column.width]
    return formats | {title: Format().set_text_wrap() for title in wrapped}


def _totals(table: Table) -> dict[str, str]:
    return {column.title: "sum" for column in table.columns if column.total}
