"""`make bench`: measures, and prints one page of figures."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing, redirect_stderr
from dataclasses import replace
from itertools import count
from pathlib import Path

import psycopg

from shared.invoicing.facturx import build_xml
from shared.invoicing.pdf import render_pdf
from tests.load import stories
from tests.load.books import measure_books
from tests.load.place import WARM_TURNS, Place
from tests.load.report import Found, page
from tests.load.service import visit_both
from tests.load.shelves import storefronts
from tests.load.shop import PAY_ORDER, PLACE_ORDER, customer_with_booking, shop
from tests.load.timing import Series, time_of
from tests.load.weight import list_weights
from tests.support import databases
from tests.support.client import Visitor
from tests.support.invoices import CONSUMER, FULL, for_consumers
from tests.support.personas import ADMINISTRATOR, CUSTOMER, FINANCE, SUPERVISOR, client_of
from tests.support.source import ROOT

PAGES_A_ROUND, ACTS_A_ROUND, FILES_A_ROUND = 10, 3, 2
ROUNDS, LOAD_SECONDS = 12, 4.0
MOST_ROUNDS = stories.DAYS // ACTS_A_ROUND - WARM_TURNS
QUICK_ROUNDS, QUICK_LOAD_SECONDS = 4, 1.0
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """\
# Benchmarks

Written by `.venv/bin/python -m tests.load --write`. Another machine finds other milliseconds and much the same ratios.
"""


def main() -> None:
    """Measures as the arguments say, prints the page, and writes it down when asked to."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, choices=range(2, MOST_ROUNDS), metavar="N", help="batches of each measure"
    )
    parser.add_argument("--quick", action="store_true", help="few batches, for a first look")
    parser.add_argument("--write", action="store_true", help="also write docs/benchmarks.md")
    asked = parser.parse_args()
    rounds, seconds = (QUICK_ROUNDS, QUICK_LOAD_SECONDS) if asked.quick else (asked.rounds, LOAD_SECONDS)
    sys.stderr.write("Measuring, for about four minutes.\n")
    with (
        # The application writes its log as in production; here nobody reads it.
        Path(os.devnull).open("w") as nowhere,
        redirect_stderr(nowhere),
        databases.run_folder() as folder,
        databases.postgresql_server(folder, waits_for_disk=True),
    ):
        found = measure(rounds, seconds)
    text = page(found)
    sys.stdout.write(text)
    if asked.write:
        PAGE.write_text(f"{HEAD}\n```text\n{text}```\n", encoding="utf-8")


def measure(rounds: int, load_seconds: float) -> Found:
    """Measures everything, on both databases what touches one."""
    busy, _, _ = os.getloadavg()
    with closing(Place("sqlite", stories.furnish_with_archive)) as place:
        people = [client_of(place.app, persona) for persona in (SUPERVISOR, CUSTOMER, FINANCE, ADMINISTRATOR)]
        strangers = [Visitor(place.app, place.app.response_class), customer_with_booking(place.app, 0)]
        weights = list_weights(place, [*strangers, *people], [stories.person_page(place.app)])
        board = place.ask(people[0], stories.BOARD)
        ours, bare = visit_both(board, place.environment, load_seconds)
        on_sqlite = measure_acts(place, rounds)
        books = measure_books(place, rounds)
    with closing(Place("postgresql", stories.furnish_with_archive)) as place:
        on_postgresql = measure_acts(place, rounds)
    acts = {"SQLite": on_sqlite, "PostgreSQL": on_postgresql}
    return Found(
        rounds=rounds,
        busy=busy,
        acts=acts,
        orders={f"Ours, {database}": series[PLACE_ORDER].then(series[PAY_ORDER]) for database, series in acts.items()},
        weeks={f"Ours, {database}": series[stories.PRESENT_ALL_WEEK] for database, series in acts.items()},
        pdf=measure_pdf(rounds),
        books=books,
        weights=weights,
        loaded_page=stories.BOARD,
        ours_under_load=ours,
        bare_under_load=bare,
        postgresql=postgresql_version(),
    )


def measure_acts(place: Place, rounds: int) -> dict[str, Series]:
    """Returns the series of every page and act on one database, and makes sure that its twin did the same work."""
    found: dict[str, Series] = {}
    for story in (stories.empty_page, stories.board):
        found |= place.measure(story(place.app), rounds * PAGES_A_ROUND)
    for pages in stories.invoice_lists(place.app):
        found |= place.measure(pages, rounds * ACTS_A_ROUND)
    for storefront in storefronts(place.app):
        found |= place.measure(storefront, rounds * ACTS_A_ROUND)
    found |= place.measure(stories.day_sheet(place.app), rounds * ACTS_A_ROUND)
    found |= place.measure(stories.week(place.app), rounds * ACTS_A_ROUND)
    with shop(place.app) as sale:
        found |= place.measure(sale, rounds * ACTS_A_ROUND)
    place.check_twin()
    return found


def measure_pdf(rounds: int) -> Series:
    """Returns how long the XML and the PDF of an invoice take together; no invoice is like another."""
    numbers = count(1)

    def make() -> None:
        number = next(numbers)
        sold = ((f"Vidange, véhicule {number}", 1, 8990 + number, FULL), ("Bidon d’huile 5W30", 2, 5980, FULL))
        invoice = for_consumers(*sold, number=f"EX-2026-{number:06d}", buyer=replace(CONSUMER, name=f"Client {number}"))
        render_pdf(invoice, build_xml(invoice))

    return time_of(make, rounds * FILES_A_ROUND)


def postgresql_version() -> str:
    """Returns the version of the server that was measured."""
    with psycopg.connect(os.environ[databases.SERVER]) as connection:
        return ".".join(map(str, divmod(connection.info.server_version, 10_000)))


if __name__ == "__main__":
    main()
