"""The revenue as a file: CSV and XLSX for people, JSON for programs, refused when its control total disagrees."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from importlib.metadata import version
from typing import IO

from shared.audit.services import record_event
from shared.files.csv_file import write_csv
from shared.files.json_file import records, write_json
from shared.files.tables import Column, Kind, Table
from shared.files.xlsx_file import write_xlsx
from shared.invoicing.revenue import Control, RevenueLine, RevenueQuestion, control_of, count_control, list_revenue
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.money import euros

LINE_COLUMNS = (
    Column("invoice", "Facture"),
    Column("workshop", "Atelier"),
    Column("date", "Date", Kind.DATE),
    Column("customer_kind", "Client"),
    Column("vat_bp", "Taux de TVA", Kind.RATE_BP),
    Column("net_cents", "Hors taxes", Kind.CENTS, total=True),
    Column("vat_cents", "TVA", Kind.CENTS, total=True),
    Column("gross_cents", "TTC", Kind.CENTS, total=True),
)

SUMMARY_COLUMNS = (LINE_COLUMNS[1], Column("month", "Mois"), *LINE_COLUMNS[4:])


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


def export_revenue(question: RevenueQuestion, form: Format, file: IO[bytes], *, actor: str) -> Control:
    """Writes the revenue into `file`, records who took it, and returns the control total that it agrees with.

    Raises Refused, before a byte is written, when the lines and the documents do not add up to the same. Belongs inside
    a unit, for the event.
    """
    lines = list_revenue(question)
    control = count_control(question)
    if control_of(lines) != control:
        sentence = (
            f"Les lignes font {euros(control_of(lines).gross_cents)} et les factures {euros(control.gross_cents)}. "
            "L’export est refusé tant que les deux diffèrent\u00a0: lancez «\u00a0ateliers verify\u00a0»."
        )
        raise Refused(sentence)
    match form:
        case Format.JSON:
            write_json({"lines": records(_line_table(lines)), "control": control._asdict()}, file)
        case Format.CSV:
            write_csv(_sales(lines), file)
        case Format.XLSX:
            write_xlsx([_sales(lines), _summary_table(lines), _read_me(question, lines, control, actor)], file)
    record_event(
        actor=actor,
        action="revenue.exported",
        subject=f"revenue:{question.first}/{question.last}",
        detail={"format": form.value, "lines": len(lines)},
    )
    return control


def summarise(lines: Sequence[RevenueLine]) -> list[tuple[str, str, int, int, int, int]]:
    """Returns (workshop, month, VAT rate, net, VAT, gross) totals, sorted."""
    totals: dict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for line in lines:
        total = totals[line.workshop, f"{line.date:%Y-%m}", line.vat_bp]
        for place, cents in enumerate((line.net_cents, line.vat_cents, line.gross_cents)):
            total[place] += cents
    return [(*key, *cents) for key, cents in sorted(totals.items())]  # type: ignore[misc]


def _line_table(lines: Sequence[RevenueLine]) -> Table:
    return Table("Ventes", LINE_COLUMNS, lines)


def _sales(lines: Sequence[RevenueLine]) -> Table:
    """Returns the lines as people read them: the kind of customer in French."""
    return Table("Ventes", LINE_COLUMNS, [(*line[:3], line.customer_kind.label, *line[4:]) for line in lines])


def _summary_table(lines: Sequence[RevenueLine]) -> Table:
    return Table("Par atelier et par mois", SUMMARY_COLUMNS, summarise(lines))


def _read_me(question: RevenueQuestion, lines: Sequence[RevenueLine], control: Control, actor: str) -> Table:
    """Returns the sheet that says where the figures come from and how to check them."""
    digest = hashlib.sha256(json.dumps(records(_line_table(lines)), sort_keys=True).encode()).hexdigest()
    rows = (
        ("Période", f"du {question.first:%d/%m/%Y} au {question.last:%d/%m/%Y}, jours inclus"),
        ("Ateliers", "tous" if question.site_ids is None else f"{len(question.site_ids)} choisis"),
        ("Établi par", actor),
        ("Établi le", f"{clock.local(clock.now()):%d/%m/%Y à %H:%M}"),
        ("Version d’Ateliers", version("ateliers")),
        ("Documents", str(control.documents)),
        ("Total de contrôle TTC", euros(control.gross_cents)),
        ("SHA-256 des lignes", digest),
        ("Définition", "Factures émises dans la période, à leur date\u00a0; les avoirs sont négatifs."),
    )
    return Table("Lisez-moi", (Column("what", "Quoi"), Column("value", "Valeur")), rows)
