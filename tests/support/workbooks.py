"""Workbooks that somebody sends, made as a spreadsheet makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> BytesIO:
    """Returns an XLSX with these sheets, each a header and rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file
