"""The revenue as a file: CSV and XLSX for people, JSON for programs, refused when its control total disagrees."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from importlib.metadata import version
from typing import IO, NamedTuple

from shared.audit.services import record_event
from shared.files.csv_file import write_csv
from shared.files.json_file import write_json
from shared.files.tables import Column, Kind, Row, Table
from shared.files.xlsx_file import write_xlsx
from shared.invoicing.revenue import Control, RevenueQuestion, control_of
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.money import euros
from shared.kernel.weeks import Month
from shared.payments.settlement import Settled
from shared.reporting.cube import USUAL, Cube, Cut, Fact, list_facts, read_cube, words_of

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
READ_ME_COLUMNS = (Column("what", "Quoi"), Column("value", "Valeur"))

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
        return read_cube(self.question, self.settled, tells_settled=self.tells_settled, added_up=added_up)

    @property
    def tells_settled(self) -> bool:
        """Whether each line says if its document is paid."""
        return Cut.SETTLED in self.cuts


class Written(NamedTuple):
    """What a file holds: how many lines, and the control total that they agree with."""

    lines: int
    control: Control


Watch = Callable[[Iterable[Fact]], Iterable[Fact]]
"""What the lines of a file pass through on their way, where somebody wants to know how far it is."""


def export_revenue(wish: Wish, form: Format, file: IO[bytes], *, actor: str) -> Control:
    """Writes the revenue into `file`, records who took it, and returns the control total that it agrees with.

    Raises as `write_revenue` does. Belongs inside a unit, for the event.
    """
    written = write_revenue(wish, form, file, actor=actor)
    record_export(wish, form, lines=written.lines, actor=actor)
    return written.control


def write_revenue(
    wish: Wish, form: Format, file: IO[bytes], *, actor: str, watch: Watch = lambda facts: facts
) -> Written:
    """Writes the revenue into `file`, a month at a time: years of it need little memory.

    Raises Refused when the lines and the documents do not add up to the same: before a byte is written, unless a
    document was issued meanwhile; then the file is worth nothing.
    """
    cube = wish.read(added_up=True)
    if not cube.agrees:
        raise _disagreement(control_of(cube.lines), cube.control)
    passage = Passage(wish, cube, watch)
    sales = _sales(wish, passage)
    match form:
        case Format.JSON:
            lines = Table("Ventes", LINE_COLUMNS, (fact.line for fact in passage))
            write_json(lines, cube.control._asdict(), file)
        case Format.CSV:
            write_csv(sales, file)
        case Format.XLSX:
            read_me = Table("Lisez-moi", READ_ME_COLUMNS, _read_me(wish, passage, actor))
            write_xlsx([sales, _shares(wish, cube), read_me], file)
    if passage.control != cube.control:
        raise _disagreement(passage.control, cube.control)
    return Written(passage.number, cube.control)


class Passage:
    """The lines of a file as they pass, once: read month by month, counted, added up, and their digest taken."""

    def __init__(self, wish: Wish, cube: Cube, watch: Watch) -> None:
        self._wish = wish
        self._months = sorted({Month.of(line.date) for line in cube.lines})
        self._watch = watch
        self._digest = hashlib.sha256(b"[")
        self.control = Control(0, 0, 0, 0)
        self.number = 0

    def __iter__(self) -> Iterator[Fact]:
        """Yields the facts by date, number and rate."""
        yield from self._watch(fact for month in self._months for fact in self._read(month))

    @property
    def digest(self) -> str:
        """The SHA-256 of the lines that have passed, as JSON: an array of arrays of values.

        Anybody can count it again from the JSON file, whose lines have the same values in the same order.
        """
        whole = self._digest.copy()
        whole.update(b"]")
        return whole.hexdigest()

    def _read(self, month: Month) -> Sequence[Fact]:
        wish, asked = self._wish, self._wish.question
        part = replace(asked, first=max(asked.first, month.first), last=min(asked.last, month.last))
        facts = list_facts(part, wish.settled, tells_settled=wish.tells_settled)
        lines = [fact.line for fact in facts]
        text = json.dumps(lines, default=date.isoformat)[1:-1]
        self._digest.update(f", {text}".encode() if self.number else text.encode())
        self.control = Control(*map(sum, zip(self.control, control_of(lines), strict=True)))
        self.number += len(facts)
        return facts


def _disagreement(lines: Control, documents: Control) -> Refused:
    sentence = (
        f"Les lignes font {euros(lines.gross_cents)} et les factures {euros(documents.gross_cents)}. L’export est "
        "refusé tant que les deux diffèrent\u00a0: recommencez, puis lancez «\u00a0ateliers verify\u00a0»."
    )
    return Refused(sentence)


def record_export(wish: Wish, form: Format, *, lines: int, actor: str) -> None:
    """Records who took the revenue of which period, never the figures."""
    question, detail = wish.question, {"format": form.value, "lines": lines}
    record_event(
        actor=actor,
        action="revenue.exported",
        subject=f"revenue:{question.first}/{question.last}",
        detail=dict(detail),
    )


def _sales(wish: Wish, facts: Iterable[Fact]) -> Table:
    """Returns the lines as people read them: in French, and whether each is paid when that was asked."""
    tells = wish.tells_settled or wish.settled is not Settled.ALL
    rows: Iterator[Row] = (
        (
            *fact.line[:3],
            fact.line.customer_kind.label,
            *fact.line[4:8],
            words_of(Cut.FAMILY, fact.line.family),
            *([words_of(Cut.SETTLED, fact.settled.value)] if tells else []),
        )
        for fact in facts
    )
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


def _read_me(wish: Wish, passage: Passage, actor: str) -> Iterator[Row]:
    """Yields where the figures come from and how to check them, once the lines have passed."""
    question, kind = wish.question, wish.question.customer_kind
    yield "Période", f"du {question.first:%d/%m/%Y} au {question.last:%d/%m/%Y}, jours inclus"
    yield "Ateliers", "tous" if question.site_ids is None else f"{len(question.site_ids)} choisis"
    yield "Clients", kind.label if kind else "tous"
    yield "Réglés ou non", wish.settled.label
    yield "Réparti par", ", ".join(cut.label.lower() for cut in wish.cuts) or "rien"
    yield "Établi par", actor
    yield "Établi le", f"{clock.local(clock.now()):%d/%m/%Y à %H:%M}"
    yield "Version d’Ateliers", version("ateliers")
    yield "Documents", str(passage.control.documents)
    yield "Total de contrôle TTC", euros(passage.control.gross_cents)
    yield "SHA-256 des lignes", passage.digest
    yield "Définition", "Factures émises dans la période, à leur date\u00a0; les avoirs sont négatifs."
