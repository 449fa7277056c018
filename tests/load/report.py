"""The benchmark as a page of text: aligned, calm, and free of what only this machine knows."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from shared.kernel import clock
from tests.load import archive, stories
from tests.load.books import YEAR, Books
from tests.load.service import CONNECTIONS, WORKERS, Load
from tests.load.timing import Series, figures
from tests.load.weight import MOST_BYTES, Weight

LIBRARIES = ("flask", "sqlalchemy", "psycopg", "gunicorn", "typst")

INTRODUCTION = """\
Milliseconds of one request, called as a server calls the application, without a socket.
Floor: a bare WSGI application that sends the same bytes, and the same SQL statements through the bare driver in one
transaction, committed when they write, on a twin of the same database; ours and its floor take turns.
Best is the best of all times, median that of {rounds} batches, ± how far apart the middle half of them lies; CPU is the
least processor time of ours, a database server's left out; the ratio is that of best and floor; SQL counts statements.
Load average when it began: {busy}, on {cores} cores."""

ORDER_PEERS = {
    "Dolibarr 20.0.2, MariaDB": ("99.0", "87"),
    "Odoo Community 15, PostgreSQL": ("570", "1000"),
    "Tryton 8.2, SQLite": ("1410", "1400"),
}
WEEK_PEERS = {
    "Tryton 8.2, PostgreSQL, API batch": ("43.0", ""),
    "Tryton 8.2, SQLite, API batch": ("45.0", ""),
    "Odoo Community 15, PostgreSQL, API batch": ("97.0", ""),
    "Dolibarr 20.0.2, MariaDB, 75 requests": ("720", "620"),
}
PDF_PEERS = {
    "Dolibarr 20.0.2, no Factur-X inside": ("35.0", ""),
    "Odoo Community 15": ("1260", ""),
    "Tryton 8.2": ("1090", ""),
}
EXPORT_PEERS = {
    "Odoo Community 15, CSV": ("150", ""),
    "Odoo Community 15, XLSX": ("270", ""),
    "Dolibarr 20.0.2, own export class, CSV": ("1000", ""),
}
"""The same work elsewhere in milliseconds, by the clock and, where it was measured, of the processor."""

PAGE_PEERS = {"Dolibarr 20.0.2, list of 20 invoices": (21, 442), "Odoo Community 15, page of the shop": (15, 665)}
"""A whole page elsewhere, for 8 connections: requests per second, and milliseconds for 95 in 100."""

PEERS_SOURCE = """\
Figures of others: our own measurements of November 2026 on two shared cores, medians, over HTTP on loopback. Their
order has three lines and takes 5 to 11 requests; ours has one line and takes two, without a socket. Their week is a
call of their programming interface, which none of their screens makes; ours is the form of our screen, 75 cells typed
and each split into half-days. CPU counts their database server too; ours only where it is SQLite."""

OTHERS_AT_WORK = "Others were at work on this machine: best and CPU speak of us, median and the servers also of them."


@dataclass(frozen=True)
class Found:
    """All that a run has found; `acts` by database and name, `weeks` and `orders` by database alone.

    `busy` is the load average before the run: others on the same machine make every time longer.
    """

    rounds: int
    busy: float
    acts: Mapping[str, Mapping[str, Series]]
    orders: Mapping[str, Series]
    weeks: Mapping[str, Series]
    pdf: Series
    books: Books
    weights: Sequence[Weight]
    loaded_page: str
    ours_under_load: Load
    bare_under_load: Load
    postgresql: str


def page(found: Found) -> str:
    """Returns the whole page."""
    return "\n\n".join(_paragraphs(found)) + "\n"


def _paragraphs(found: Found) -> Iterator[str]:
    cores = os.cpu_count() or 1
    yield INTRODUCTION.format(rounds=found.rounds, busy=f"{found.busy:.1f}", cores=cores)
    if found.busy > cores / 2:
        yield OTHERS_AT_WORK
    for database, acts in found.acts.items():
        rows = [_act(name, series, found.rounds) for name, series in acts.items()]
        title = f"{database}, each commit on the disk"
        yield _table((title, "best", "median", "±", "CPU", "floor", "ratio", "SQL"), rows)
    yield _lists(found)
    yield _beside("A team's week in one request: 15 people, 5 days", found.weeks, WEEK_PEERS, found.rounds)
    yield _beside("An order, from confirmation to invoice", found.orders, ORDER_PEERS, found.rounds)
    yield _beside("The PDF of an invoice, warm", {"Ours, Factur-X inside": found.pdf}, PDF_PEERS, found.rounds)
    yield _workbook(found)
    yield _beside(f"A year of {YEAR} invoices taken home", found.books.year, EXPORT_PEERS, found.rounds)
    yield PEERS_SOURCE
    yield _weighed(found.weights)
    yield _under_load(found)
    yield _made_with(found)


def _act(name: str, series: Series, rounds: int) -> tuple[str, ...]:
    ours, floor = figures(series.ours, rounds), figures(series.floor, rounds)
    worked = figures(series.worked, rounds)
    noise = f"{ours.noise:.0f} %"
    times = (f"{ours.best:.2f}", f"{ours.median:.2f}", noise, f"{worked.best:.2f}", f"{floor.best:.2f}")
    return (name, *times, f"{ours.best / floor.best:.1f}", str(series.statements))


def _lists(found: Found) -> str:
    """Returns how the list of invoices stands to the least that it could be: its floor and an empty page together."""
    rows = []
    for database, acts in found.acts.items():
        shown, empty = acts[stories.INVOICE_LIST], acts[stories.EMPTY_PAGE_OF_FINANCE]
        ours = figures(shown.ours, found.rounds).best
        least = figures(shown.floor, found.rounds).best + figures(empty.ours, found.rounds).best
        rows.append((f"Ours, {database}", f"{ours:.1f}", f"{least:.1f}", f"{ours / least:.1f}"))
    title = f"The list of invoices, {archive.INVOICES} in the database"
    return _table((title, "best", "floor + empty page", "ratio"), rows)


def _workbook(found: Found) -> str:
    """Returns what the whole archive costs as a workbook, read, checked and cut up, beside writing its rows alone."""
    series = found.books.everything
    ours, bare = figures(series.ours, found.rounds), figures(series.floor, found.rounds)
    row = (f"{ours.best:.0f}", f"{bare.best:.0f}", f"{ours.best / bare.best:.1f}", f"{found.books.megabytes:.0f}")
    title = f"{archive.INVOICES} lines of revenue as a workbook"
    return _table((title, "best", "bare writer", "ratio", "MB"), [("Ours, SQLite", *row)])


def _beside(title: str, ours: Mapping[str, Series], peers: Mapping[str, tuple[str, str]], rounds: int) -> str:
    rows = []
    for name, series in ours.items():
        by_clock, by_processor = figures(series.ours, rounds), figures(series.worked, rounds)
        rows.append((name, f"{by_clock.best:.1f}", f"{by_clock.median:.1f}", f"{by_processor.best:.1f}"))
    rows += [(name, "", *times) for name, times in peers.items()]
    return _table((title, "best", "median", "CPU"), rows)


def _weighed(weights: Sequence[Weight]) -> str:
    rows = [(weight.rule, *_sizes(weight), str(weight.statements)) for weight in weights]
    most = f"Over the wire, compressed: a first visit under {MOST_BYTES // 1000} kB"
    return _table((most, "page kB", "first visit kB", "", "SQL"), rows)


def _under_load(found: Found) -> str:
    title = f"gunicorn, {WORKERS} workers, {CONNECTIONS} connections, SQLite"
    ours, bare = found.ours_under_load, found.bare_under_load
    rows: list[tuple[str, ...]] = [
        (name, f"{load.per_second:.0f}", f"{load.p50:.1f}", f"{load.p95:.1f}")
        for name, load in ((found.loaded_page, ours), ("The same bytes, bare", bare))
    ]
    ratios = (bare.per_second / ours.per_second, ours.p50 / bare.p50, ours.p95 / bare.p95)
    rows.append(("Ratio of the two", *(f"{ratio:.1f}" for ratio in ratios)))
    rows += [(name, f"{per_second}", "", f"{p95}") for name, (per_second, p95) in PAGE_PEERS.items()]
    return _table((title, "req. per s", "p50 ms", "p95 ms"), rows)


def _made_with(found: Found) -> str:
    names = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{clock.today().isoformat()}, Ateliers {version('ateliers')}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, PostgreSQL {found.postgresql},\n{names}."
    )


def _sizes(weight: Weight) -> tuple[str, str, str]:
    mark = "" if weight.is_light else "too heavy"
    return f"{weight.page / 1000:.1f}", f"{weight.first_visit / 1000:.1f}", mark


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Returns the rows under their heads: the first column to the left, figures to the right, over one rule."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    first, *others = (_line(row, widths) for row in (heads, *rows))
    return "\n".join([first, rule, *others])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = widths
    aligned = [cells[0].ljust(first), *(cell.rjust(width) for cell, width in zip(cells[1:], others, strict=True))]
    return "  ".join(aligned).rstrip()
