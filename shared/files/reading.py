"""Reading a workbook or a CSV that somebody sends: its rows as text and days, within bounds of size.

openpyxl reads row by row: a sheet whose last cell lies at the end of the world costs no more than its first rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import IO
from zipfile import ZipFile

from shared.kernel.errors import InvalidInput
from shared.kernel.text import folded

MOST_BYTES = 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 200
MOST_COLUMNS = 40
MOST_CELL = 500
"""Bounds of a workbook: as sent, unpacked, files in it, columns of a sheet, characters of a cell."""

Cell = str | date | None
Rows = list[tuple[Cell, ...]]

_CHUNK = 64 * 1024
_ZIP = b"PK"
# What an entity could be declared in: no spreadsheet writes one.
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def read_workbook(file: IO[bytes], *, most_rows: int) -> dict[str, Rows]:
    """Returns the sheets of an XLSX by title, without the empty rows at their ends; each row has MOST_COLUMNS cells.

    A header is a row too. Raises InvalidInput (field `file`) for a file that is no workbook or too big, or whose sheets
    have more than `most_rows` below their header.
    """
    content = _content(file, "Choisissez un fichier Excel (.xlsx).")
    return _read_workbook(content, most_rows)


def read_table(file: IO[bytes], *, sheet: str, most_rows: int) -> Rows:
    """Returns the rows of a CSV, or of the sheet of this title of an XLSX, which may be its only one.

    A CSV is UTF-8 or as a French Windows writes it, with semicolons, commas or tabs. The bounds and InvalidInput (field
    `file`) are those of `read_workbook`.
    """
    content = _content(file, "Choisissez un fichier Excel (.xlsx) ou CSV.")
    if not content.startswith(_ZIP):
        return _read_csv(content, most_rows)
    book = {folded(title): rows for title, rows in _read_workbook(content, most_rows).items()}
    if folded(sheet) in book:
        return book[folded(sheet)]
    if len(book) != 1:
        raise _refusal(f"Il manque la feuille « {sheet} »\u00a0: partez du modèle.")
    return next(iter(book.values()))


def _content(file: IO[bytes], asked: str) -> bytes:
    content = file.read(MOST_BYTES + 1)
    if not content:
        raise InvalidInput("file", asked)
    if len(content) > MOST_BYTES:
        raise _refusal("Ce fichier est trop gros\u00a0: 1 Mo au plus.")
    return content


def _read_workbook(content: bytes, most_rows: int) -> dict[str, Rows]:
    _check_archive(content)
    try:
        return dict(_read_sheets(content, most_rows))
    except InvalidInput:
        raise
    except Exception as error:
        raise _unreadable() from error


def _read_csv(content: bytes, most_rows: int) -> Rows:
    if b"\0" in content:
        raise _no_table()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes on a French Windows when nobody asks for UTF-8.
        text = content.decode("cp1252", errors="replace")
    first = text.lstrip("\r\n").splitlines()[:1]
    rows: Rows = []
    try:
        reader = csv.reader(StringIO(text, newline=None), delimiter=_delimiter("".join(first)), strict=True)
        for row in reader:
            cells = [_cell(value) for value in row[:MOST_COLUMNS]]
            if len(rows) <= most_rows:
                rows.append((*cells, *[None] * (MOST_COLUMNS - len(cells))))
            elif any(cells):
                raise _refusal(f"Ce fichier a plus de {most_rows} lignes\u00a0: coupez-le en deux.")
    except csv.Error as error:
        raise _no_table() from error
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _delimiter(header: str) -> str:
    return max(";,\t", key=header.count)


def _check_archive(content: bytes) -> None:
    """Unpacks every part once, to know what it really holds before a reader trusts it."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            is_huge = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED
            # What a part unpacks to is held against what it says of itself, by the archive's own sums.
            is_odd = not is_huge and any(_declares(archive.open(part)) for part in parts)
    except Exception as error:
        # An archive that lies, a secret one, one that is none: the unpackers have errors of their own.
        raise _unreadable() from error
    if is_huge:
        raise _refusal("Ce fichier cache trop de contenu\u00a0: enregistrez-le à nouveau depuis le tableur.")
    if is_odd:
        raise _unreadable()


def _declares(stream: IO[bytes]) -> bool:
    """Reads a part to its end; tells whether it declares entities."""
    found, tail = False, b""
    with stream:
        while chunk := stream.read(_CHUNK):
            found = found or any(mark in tail + chunk for mark in _DECLARATIONS)
            tail = chunk[-16:]
    return found


def _read_sheets(content: bytes, most_rows: int) -> Iterator[tuple[str, Rows]]:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            rows: Rows = []
            # One row more than allowed, to know that there is one.
            for row in sheet.iter_rows(max_row=most_rows + 2, max_col=MOST_COLUMNS, values_only=True):
                rows.append(tuple(_cell(value) for value in row))
            while rows and not any(rows[-1]):
                rows.pop()
            if len(rows) > most_rows + 1:
                raise _refusal(f"La feuille « {sheet.title} » a plus de {most_rows} lignes\u00a0: coupez-la en deux.")
            yield sheet.title, rows
    finally:
        book.close()


def _cell(value: object) -> Cell:
    """Returns a cell as text, a day where it is one; a whole number without its decimals."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())[:MOST_CELL] or None


def _refusal(sentence: str) -> InvalidInput:
    return InvalidInput("file", sentence)


def _unreadable() -> InvalidInput:
    return _refusal("Ce fichier ne se lit pas\u00a0: enregistrez-le au format Excel (.xlsx).")


def _no_table() -> InvalidInput:
    return _refusal("Ce fichier ne se lit pas\u00a0: enregistrez-le au format Excel (.xlsx) ou CSV.")
