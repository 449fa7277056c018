"""The workbook opens in LibreOffice: sums are computed by it, dates are dates, and no text becomes a formula."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from sqlalchemy import update

from shared.db import atomic, session
from shared.invoicing.credit_notes import issue_credit_note
from shared.invoicing.revenue import Control, RevenueQuestion, count_control
from shared.kernel import clock
from shared.orders.models import CatalogueItem
from shared.reporting.revenue import Format, Wish, export_revenue
from tests.support import sales

pytestmark = [pytest.mark.system("soffice"), pytest.mark.timeout(180), pytest.mark.usefixtures("context")]

YEAR = RevenueQuestion(first=date(2026, 1, 1), last=date(2026, 12, 31))
NAMESPACES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
FORMULA = "=1+1"
WIDEST = 20

Cell = dict[str, str]


@pytest.fixture
def workbook() -> bytes:
    """Sales of three months, one taken back, of a family whose name looks like a formula."""
    with atomic():
        session.execute(update(CatalogueItem).where(CatalogueItem.code == "vidange").values(family=FORMULA))
        invoices = [sales.sell(date(2026, month, 3), code="vidange") for month in (2, 5, 11)]
        sales.sell(date(2026, 11, 4), code="freins-avant", buyer=replace(sales.BUYER, name="@SOMME(A1)"))
        with clock.at(clock.at_paris(date(2026, 11, 5), 9)):
            issue_credit_note(invoice_id=invoices[2].id, parts={1: 2900}, reason="Geste", actor="test")
    file = BytesIO()
    with atomic():
        export_revenue(Wish(question=YEAR), Format.XLSX, file, actor="test")
    return file.getvalue()


def opened(workbook: bytes, folder: Path) -> dict[str, list[list[Cell]]]:
    """Has LibreOffice open a workbook and say what it found: by sheet and row, each cell's type, value and formula."""
    folder.mkdir()
    source = folder / "ventes.xlsx"
    source.write_bytes(workbook)
    options = ("--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "fods")
    done = subprocess.run(
        [str(shutil.which("soffice")), *options, "--outdir", str(folder), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    tree = etree.parse(folder / "ventes.fods")
    sheets = tree.findall(".//table:table", NAMESPACES)
    return {_attribute(sheet, "table", "name"): [list(_cells(row)) for row in _rows(sheet)] for sheet in sheets}


def _rows(sheet: Any) -> Any:
    return sheet.iter(f"{{{NAMESPACES['table']}}}table-row")


def _cells(row: Any) -> Iterator[Cell]:
    for cell in row.findall("table:table-cell", NAMESPACES):
        kind = _attribute(cell, "office", "value-type")
        found = {
            "kind": kind,
            "value": _attribute(cell, "office", "date-value" if kind == "date" else "value"),
            "text": " ".join(cell.itertext()).strip(),
            "formula": _attribute(cell, "table", "formula"),
        }
        # Equal cells beside each other are written once; the last of a row stands for all that follow.
        yield from [found] * min(WIDEST, int(_attribute(cell, "table", "number-columns-repeated") or 1))


def _attribute(element: Any, space: str, name: str) -> str:
    return str(element.get(f"{{{NAMESPACES[space]}}}{name}", ""))


def _column(rows: list[list[Cell]], title: str) -> tuple[list[Cell], Cell]:
    """Returns the cells of a column of the sheet of sales, and the one below them that adds them up."""
    place = [cell["text"] for cell in rows[0]].index(title)
    column = [row[place] for row in rows[1:] if len(row) > place and row[place]["text"]]
    return column[:-1], column[-1]


def _cents(cell: Cell) -> int:
    return round(float(cell["value"]) * 100)


def _control() -> Control:
    return count_control(YEAR)


def test_libreoffice_finds_dates_amounts_and_the_same_sums(workbook: bytes, tmp_path: Path) -> None:
    rows = opened(workbook, tmp_path / "as-written")["Ventes"]

    dates = [row[2] for row in rows[1:] if row[0]["text"]]
    for title, total in (
        ("Hors taxes", _control().net_cents),
        ("TVA", _control().vat_cents),
        ("TTC", _control().gross_cents),
    ):
        amounts, sum_ = _column(rows, title)
        assert {cell["kind"] for cell in amounts} <= {"float", "currency"}
        assert "SUM" in sum_["formula"]
        assert _cents(sum_) == sum(map(_cents, amounts)) == total
    assert {cell["kind"] for cell in dates} == {"date"}
    assert [cell["value"][:10] for cell in dates[:2]] == ["2026-02-03", "2026-05-03"]


def test_libreoffice_computes_the_sums_itself(workbook: bytes, tmp_path: Path) -> None:
    """One amount is changed by hand, and no computed value is left in the file: the sum follows."""
    book = openpyxl.load_workbook(BytesIO(workbook))
    sheet = book["Ventes"]
    (place,) = (cell.column for cell in sheet[1] if cell.value == "TTC")
    amount = sheet.cell(2, place)
    amount.value = float(str(amount.value)) + 100
    changed = BytesIO()
    book.save(changed)

    _, sum_ = _column(opened(changed.getvalue(), tmp_path / "changed")["Ventes"], "TTC")

    assert _cents(sum_) == _control().gross_cents + 100_00


def test_a_text_that_looks_like_a_formula_stays_one(workbook: bytes, tmp_path: Path) -> None:
    sheets = opened(workbook, tmp_path / "text")

    found = [cell for rows in sheets.values() for row in rows for cell in row if cell["text"] == FORMULA]
    assert found
    assert {(cell["kind"], cell["formula"]) for cell in found} == {("string", "")}
    formulas = {cell["formula"] for rows in sheets.values() for row in rows for cell in row if cell["formula"]}
    assert all(formula.startswith("of:=SUM(") for formula in formulas)
