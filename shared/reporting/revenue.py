"""The revenue as a file: CSV and XLSX for people, JSON for programs, refused when its control total disagrees."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.metadata import version
from typing import IO, NamedTuple

from shared.audit.services import record_event
from shared.files.csv_file import write_csv
from shared.files.json_file import records, write_json
from shared.files.tables import Column, Kind, Row, Table
from shared.files.xlsx_file import write_xlsx
from shared.invoicing.revenue import Control, RevenueLine, RevenueQuestion, control_of
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.money import euros
from shared.payments.settlement import Settled
from shared.reporting.cube import USUAL, Cube, Cut, read_cube, words_of

LINE_COLUMNS = (
    Column("invoice", "Facture"),
    Column("workshop", "Atelier"),
    Column("date", "Date", Kind.DATE),
    Column("customer_kind", "Client"),
    Column("vat_bp", "Taux de TVA", Kind.RATE_BP),
    Column("net_cents", "Hors taxes", Kind.CENTS, total=True),
    Column("vat_cents", "TVA", Kind.CENTS, total=True),
    Column("gross_cents", "TTC", Kind.CENTS, total=True),
    Column("family", "Famille"),
)
SETTLED_COLUMN = Column("settled", "Réglé")

_TITLES = {Cut.VAT: "Taux de TVA"}
"""The column of a cut where its usual name would stand twice."""


class Format(StrEnum):
    """A file that the revenue can be had as."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"

    @property
    def label(self) -> str:
        """What the button says."""
        return {"xlsx": "Classeur Excel", "csv": "CSV", "json": "JSON"}[self.value]

    @property
    def media_type(self) -> str:
        """The Content-Type of such a file."""
        return {
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "csv": "text/csv; charset=utf-8",
            "json": "application/json",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is taken home: a question, whether the documents are paid, and how it is cut up."""

    question: RevenueQuestion
    settled: Settled = Settled.ALL
    cuts: tuple[Cut, ...] = USUAL

    def read(self, *, added_up: bool = False) -> Cube:
        """Returns the cube that answers, `added_up` for who wants no line of it."""
        return read_cube(self.question, self.settled, tells_settled=Cut.SETTLED in self.cuts, added_up=added_up)


class Written(NamedTuple):
    """What a file holds: how many lines, and the control total that they agree with."""

    lines: int
    control: Control


def export_revenue(wish: Wish, form: Format, file: IO[bytes], *, actor: str) -> Control:
    """Writes the revenue into `file`, records who took it, and returns the control total that it agrees with.

    Raises as `write_revenue` does. Belongs inside a unit, for the event.
    """
    written = write_revenue(wish, form, file, actor=actor)
    record_export(wish, form, lines=written.lines, actor=actor)
    return written.control


def write_revenue(
    wish: Wish,
    form: Format,
    file: IO[bytes],
    *,
    actor: str,
    watched: Callable[[Sequence[Row]], Iterable[Row]] | None = None,
) -> Written:
    """Writes the revenue into `file`; its lines pass through `watched` where somebody wants to know how far it is.

    Raises Refused, before a byte is written, when the lines and the documents do not add up to the same.
    """
    cube = wish.read()
    if control_of(cube.lines) != cube.control:
        sentence = (
            f"Les lignes font {euros(control_of(cube.lines).gross_cents)} et les factures "
            f"{euros(cube.control.gross_cents)}. L’export est refusé tant que les deux diffèrent\u00a0: lancez "
            "«\u00a0ateliers verify\u00a0»."
        )
        raise Refused(sentence)
    match form:
        case Format.JSON:
            content = {"lines": records(_line_table(cube.lines)), "control": cube.control._asdict()}
            write_json(content, file)
        case Format.CSV:
            write_csv(replace(_sales(wish, cube), watched=watched), file)
        case Format.XLSX:
            sales = replace(_sales(wish, cube), watched=watched)
            write_xlsx([sales, _shares(wish, cube), _read_me(wish, cube, actor)], file)
    return Written(len(cube.facts), cube.control)


def record_export(wish: Wish, form: Format, *, lines: int, actor: str) -> None:
    """Records who took the revenue of which period, never the figures."""
    question, detail = wish.question, {"format": form.value, "lines": lines}
    record_event(
        actor=actor,
        action="revenue.exported",
        subject=f"revenue:{question.first}/{question.last}",
        detail=dict(detail),
    )


def _line_table(lines: Sequence[RevenueLine]) -> Table:
    return Table("Ventes", LINE_COLUMNS, lines)


def _sales(wish: Wish, cube: Cube) -> Table:
    """Returns the lines as people read them: in French, and whether each is paid when that was asked."""
    tells = Cut.SETTLED in wish.cuts or wish.settled is not Settled.ALL
    rows: list[Row] = [
        (
            *fact.line[:3],
            fact.line.customer_kind.label,
            *fact.line[4:8],
            words_of(Cut.FAMILY, fact.line.family),
            *([words_of(Cut.SETTLED, fact.settled.value)] if tells else []),
        )
        for fact in cube.facts
    ]
    return Table("Ventes", (*LINE_COLUMNS, *([SETTLED_COLUMN] if tells else [])), rows)


def _shares(wish: Wish, cube: Cube) -> Table:
    """Returns what the screen shows: the revenue cut up."""
    columns = (*(Column(cut.value, _TITLES.get(cut, cut.label)) for cut in wish.cuts), *LINE_COLUMNS[5:8])
    rows: list[Row] = [
        (
            *(words_of(cut, value) for cut, value in zip(wish.cuts, each.values, strict=True)),
            *(each.net_cents, each.vat_cents, each.gross_cents),
        )
        for each in cube.cut(wish.cuts)
    ]
    return Table("Répartition", columns, rows)


def _read_me(wish: Wish, cube: Cube, actor: str) -> Table:
    """Returns the sheet that says where the figures come from and how to check them."""
    digest = hashlib.sha256(json.dumps(records(_line_table(cube.lines)), sort_keys=True).encode()).hexdigest()
    question, kind = wish.question, wish.question.customer_kind
    rows = (
        ("Période", f"du {question.first:%d/%m/%Y} au {question.last:%d/%m/%Y}, jours inclus"),
        ("Ateliers", "tous" if question.site_ids is None else f"{len(question.site_ids)} choisis"),
        ("Clients", kind.label if kind else "tous"),
        ("Réglés ou non", wish.settled.label),
        ("Réparti par", ", ".join(cut.label.lower() for cut in wish.cuts) or "rien"),
        ("Établi par", actor),
        ("Établi le", f"{clock.local(clock.now()):%d/%m/%Y à %H:%M}"),
        ("Version d’Ateliers", version("ateliers")),
        ("Documents", str(cube.control.documents)),
        ("Total de contrôle TTC", euros(cube.control.gross_cents)),
        ("SHA-256 des lignes", digest),
        ("Définition", "Factures émises dans la période, à leur date\u00a0; les avoirs sont négatifs."),
    )
    return Table("Lisez-moi", (Column("what", "Quoi"), Column("value", "Valeur")), rows)
