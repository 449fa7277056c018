"""A table taken home: opened again by another program, it still says the same."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from shared.files.csv_file import write_csv
from shared.files.json_file import write_json
from shared.files.tables import Column, Kind, Table
from shared.files.writing import whole_file
from shared.files.xlsx_file import write_xlsx

SALES = Table(
    "Ventes",
    (
        Column("name", "Nom"),
        Column("day", "Jour", Kind.DATE),
        Column("rate", "Taux", Kind.RATE_BP),
        Column("net", "Hors taxes", Kind.CENTS, total=True),
    ),
    (
        ("=1+1", date(2026, 11, 23), 2000, 123456),
        ("-Remise", date(2026, 11, 24), 550, -50),
        ("Épicéa; et fils", date(2026, 12, 1), 1000, 7),
    ),
)


def test_csv_reads_back_as_a_french_spreadsheet_reads_it() -> None:
    """Semicolons inside a text, decimal commas, French dates; what looks like a formula is text."""
    file = BytesIO()
    write_csv(SALES, file)
    content = file.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 4

    rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))

    assert rows == [
        ["Nom", "Jour", "Taux", "Hors taxes"],
        ["'=1+1", "23/11/2026", "20,00", "1234,56"],
        ["'-Remise", "24/11/2026", "5,50", "-0,50"],
        ["Épicéa; et fils", "01/12/2026", "10,00", "0,07"],
    ]


def test_xlsx_holds_numbers_dates_and_text_of_their_own_kind() -> None:
    """Another reader finds real numbers and dates, and the text that looks like a formula unchanged."""
    file = BytesIO()
    write_xlsx([SALES], file)

    rows = CalamineWorkbook.from_filelike(BytesIO(file.getvalue())).get_sheet_by_name("Ventes").to_python()

    assert rows[1] == ["=1+1", date(2026, 11, 23), 0.2, 1234.56]
    assert rows[2] == ["-Remise", date(2026, 11, 24), 0.055, -0.5]


def test_xlsx_sums_what_adds_up_and_freezes_its_header() -> None:
    """The sum is a formula over exactly the rows; a formula appears nowhere else."""
    file = BytesIO()
    write_xlsx([SALES], file)
    sheet = openpyxl.load_workbook(BytesIO(file.getvalue()))["Ventes"]

    formulas = {cell.coordinate: cell.value for row in sheet for cell in row if cell.data_type == "f"}

    assert formulas == {"D5": "=SUM(D2:D4)"}
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D4"
    assert sheet["D2"].number_format.startswith("#,##0.00")


def test_an_empty_table_is_still_a_table() -> None:
    """No rows: a header, and a total of nothing."""
    file = BytesIO()
    write_xlsx([Table("Ventes", SALES.columns, ())], file)
    sheet = openpyxl.load_workbook(BytesIO(file.getvalue()))["Ventes"]
    assert [cell.value for cell in sheet[1]] == ["Nom", "Jour", "Taux", "Hors taxes"]
    assert sheet["D3"].value == "=SUM(D2:D2)"
    assert sheet["D2"].value is None


def test_json_keeps_cents_whole_and_days_sortable() -> None:
    """Programs get integers and ISO dates."""
    file = BytesIO()
    write_json(SALES, {"net_cents": 123456}, file)
    content = json.loads(file.getvalue())
    assert content["lines"][0] == {"name": "=1+1", "day": "2026-11-23", "rate": 2000, "net": 123456}
    assert content["control"] == {"net_cents": 123456}


def test_a_file_that_fails_half_way_leaves_the_old_one_and_no_litter(tmp_path: Path) -> None:
    """A full disk in the middle: what stood there still stands, and nothing else does."""
    target = tmp_path / "ventes.csv"
    target.write_text("avant")

    with pytest.raises(OSError, match="plein"):
        _write_on_a_full_disk(target)

    assert target.read_text() == "avant"
    assert list(tmp_path.iterdir()) == [target]


def _write_on_a_full_disk(target: Path) -> None:
    with whole_file(target) as file:
        file.write(b"la moiti")
        raise OSError("disque plein")


def test_a_whole_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """The new content is there, and readable by whom the umask lets read."""
    target = tmp_path / "ventes.csv"
    target.write_text("avant")
    with whole_file(target) as file:
        file.write("après".encode())
    assert target.read_text() == "après"
    assert target.stat().st_mode & 0o400
    assert list(tmp_path.iterdir()) == [target]
