"""`make bench`: measures, and prints one page of figures."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing, redirect_stderr
from pathlib import Path

import psycopg

from shared.invoicing.facturx import build_xml
from shared.invoicing.pdf import render_pdf
from tests.load import stories
from tests.load.place import Place
from tests.load.report import Found, page
from tests.load.service import Load, visit_both
from tests.load.shop import PAY_ORDER, PLACE_ORDER
from tests.load.timing import Series, time_of
from tests.load.weight import Weight, list_weights
from tests.support import databases
from tests.support.invoices import paid_online
from tests.support.source import ROOT

TURNS_A_ROUND = {stories.empty_page: 10, stories.board: 10, stories.day_sheet: 3, stories.shop: 3}
FILES_A_ROUND = 2
ROUNDS, LOAD_SECONDS = 12, 4.0
QUICK_ROUNDS, QUICK_LOAD_SECONDS = 4, 1.0
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """\
# Benchmarks

Written by `make bench` with `--write`; another machine finds other milliseconds and, nearly, the same ratios.
"""


def main() -> None:
    """Measures as the arguments say, prints the page, and writes it down when asked to."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="batches of each measure, two at least")
    parser.add_argument("--quick", action="store_true", help="few batches, for a first look")
    parser.add_argument("--write", action="store_true", help="also write docs/benchmarks.md")
    asked = parser.parse_args()
    rounds = QUICK_ROUNDS if asked.quick else max(asked.rounds, 2)
    # The application writes its log as in production; nobody reads it here.
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere), databases.run_folder() as folder:
        with databases.postgresql_server(folder, waits_for_disk=True):
            found = measure(rounds, QUICK_LOAD_SECONDS if asked.quick else LOAD_SECONDS)
    text = page(found)
    sys.stdout.write(text)
    if asked.write:
        PAGE.write_text(f"{HEAD}\n```text\n{text}```\n", encoding="utf-8")


def measure(rounds: int, load_seconds: float) -> Found:
    """Measures everything on both databases."""
    with closing(Place("sqlite", stories.furnish)) as place:
        weights = list_weights(place, stories.order_page(place.app))
        loads = load(place, load_seconds)
        on_sqlite = acts(place, rounds)
    with closing(Place("postgresql", stories.furnish)) as place:
        on_postgresql = acts(place, rounds)
    found = {"SQLite": on_sqlite, "PostgreSQL": on_postgresql}
    return Found(...)
