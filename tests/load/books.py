"""The revenue taken home as a file: years of it, and one year, beside the bare writer with the same rows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from time import perf_counter_ns

from rustpy_xlsxwriter import write_worksheets

from shared.db import atomic
from shared.invoicing.revenue import RevenueQuestion
from shared.kernel import clock
from shared.reporting.revenue import Format, Wish, write_revenue
from tests.load import archive
from tests.load.place import Place
from tests.load.timing import Series, time_of
from tests.support.databases import FOLDER

YEAR = 2_000
"""Invoices in the year that is compared with others."""

TITLES = ("Facture", "Atelier", "Date", "Client", "Taux de TVA", "Hors taxes", "TVA", "TTC", "Famille")

WEIGH = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@dataclass(frozen=True)
class Books:
    """How long the files take, as series whose floor is the bare writer, and what the command weighs in memory."""

    everything: Series
    year: dict[str, Series]
    megabytes: float


def measure_books(place: Place, turns: int) -> Books:
    """Measures the whole archive as a workbook, a year of it in every format, and the command's memory."""
    with place.app.app_context():
        year = {form.label: _time(_days(YEAR), form, turns) for form in Format}
        return Books(_time(_days(archive.INVOICES), Format.XLSX, turns), year, _megabytes(place))


def _days(invoices: int) -> Wish:
    """Asks for the days on which the last so many invoices of the archive were issued."""
    last = clock.today() - timedelta(days=2)
    return Wish(question=RevenueQuestion(first=last - timedelta(days=invoices // archive.A_DAY), last=last))


def _time(wish: Wish, form: Format, turns: int) -> Series:
    def write() -> None:
        with atomic():
            write_revenue(wish, form, BytesIO(), actor="bench")

    series = time_of(write, turns)
    if form is Format.XLSX:
        rows = list(_bare_rows(wish))
        series.floor = [_bare(rows) for _ in range(turns)]
    return series


def _bare_rows(wish: Wish) -> Iterator[dict[str, str | date | float]]:
    with atomic():
        for line in wish.read().lines:
            text = (line.invoice, line.workshop, line.date, line.customer_kind.label)
            numbers = (line.vat_bp / 10_000, line.net_cents / 100, line.vat_cents / 100, line.gross_cents / 100)
            yield dict(zip(TITLES, (*text, *numbers, line.family), strict=True))


def _bare(rows: list[dict[str, str | date | float]]) -> int:
    began = perf_counter_ns()
    write_worksheets([("Ventes", iter(rows))], BytesIO())
    return perf_counter_ns() - began


def _megabytes(place: Place) -> float:
    """Returns the most memory that the command held while it wrote the whole archive."""
    question, out = _days(archive.INVOICES).question, Path(os.environ[FOLDER]) / "revenue.xlsx"
    program = str(Path(sys.executable).with_name("ateliers"))
    command = [program, "export", "revenue", "--format", "xlsx", "--out", str(out)]
    command += ["--from", question.first.isoformat(), "--to", question.last.isoformat()]
    # A child is held to weigh as much as its parent, and this process is heavy: a light one stands between.
    scales = [sys.executable, "-c", WEIGH, *command]
    weighed = subprocess.run(scales, env=os.environ | place.environment, stdout=subprocess.PIPE, text=True, check=True)
    return int(weighed.stdout.split()[-1]) / 1000
