"""XLSX that opens without a question: numbers are numbers, dates are dates, totals are formulas, text stays text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import IO, TYPE_CHECKING

from shared.files.tables import Column, Kind, Table, Value

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_FORMATS = {
    Kind.CENTS: "#,##0.00\\ [$€-40C]",
    Kind.RATE_BP: "0.00%",
    Kind.DATE: "dd/mm/yyyy",
    Kind.MINUTES: "0",
    Kind.HUNDREDTHS: "0.00",
    Kind.WHOLE: "0",
}
_WIDTHS = {Kind.TEXT: 24, Kind.DATE: 12}
_NARROW = 14


def write_xlsx(tables: Sequence[Table], file: IO[bytes]) -> None:
    """Writes one sheet a table: frozen header, filter, French formats, sums under the columns that add up."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for table in tables:
        _write_sheet(workbook.create_sheet(table.title), table)
    workbook.save(file)


def _write_sheet(sheet: Worksheet, table: Table) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    bold = Font(bold=True)
    for place, column in enumerate(table.columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.kind, _NARROW)
        header = sheet.cell(1, place)
        _put(header, Column("", ""), column.title)
        header.font = bold
        for line, row in enumerate(table.rows, start=2):
            _put(sheet.cell(line, place), column, row[place - 1])
        if column.total:
            last = len(table.rows) + 1
            total = sheet.cell(last + 1, place, f"=SUM({letter}2:{letter}{last})" if table.rows else 0)
            total.font = bold
            total.number_format = _FORMATS[column.kind]
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"


def _put(cell: Cell | MergedCell, column: Column, value: Value) -> None:
    if isinstance(value, str):
        # Set as text whatever it looks like: "=1+1" must never be computed.
        cell.value = value
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = _FORMATS[Kind.DATE]
    elif value is not None:
        scale = {Kind.CENTS: 100, Kind.HUNDREDTHS: 100, Kind.RATE_BP: 10_000}.get(column.kind, 1)
        cell.value = Decimal(value) / scale
        cell.number_format = _FORMATS[column.kind]
