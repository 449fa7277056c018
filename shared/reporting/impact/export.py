"""The impact report as a file: JSON for programs, a workbook, and a PDF to hand over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from importlib.metadata import version
from typing import IO

from shared.audit.services import record_event
from shared.files.tables import Column, Kind, Row, Table
from shared.files.xlsx_file import write_xlsx
from shared.kernel import clock
from shared.reporting.impact.disclosure import Audience, Shown, list_shown
from shared.reporting.impact.figures import Report
from shared.reporting.impact.indicators import VERSION, Unit
from shared.reporting.impact.pdf import render_pdf

FIGURE_COLUMNS = (
    Column("group", "Rubrique", width=40),
    Column("label", "Indicateur", width=52),
    Column("value", "Valeur", Kind.NUMBER),
    Column("unit", "Unité", width=12),
    Column("numerator", "Numérateur", Kind.WHOLE),
    Column("denominator", "Dénominateur", Kind.WHOLE),
    Column("missing", "Remarque", width=20),
    Column("id", "Identifiant", width=36),
)
DEFINITION_COLUMNS = (
    Column("label", "Indicateur", width=52),
    Column("definition", "Définition", width=100),
    Column("source", "Source", width=44),
    Column("divided", "Numérateur et dénominateur", width=40),
    Column("id", "Identifiant", width=36),
)
READ_ME_COLUMNS = (Column("what", "Quoi", width=30), Column("value", "Valeur", width=100))

_DIVIDED = {
    Unit.PEOPLE: "Un compte\u00a0: le dénominateur est 1",
    Unit.YEARS: "Des années, des personnes",
    Unit.PERCENT: "Des personnes, des personnes",
    Unit.HOURS: "Des minutes, les 60 d’une heure",
    Unit.POSTS: "Des minutes, celles d’un temps plein en un an",
    Unit.EUROS: "Des centimes, les 100 d’un euro",
}


class Form(StrEnum):
    """A file that the report can be had as."""

    JSON = "json"
    XLSX = "xlsx"
    PDF = "pdf"

    @property
    def label(self) -> str:
        """What the button says."""
        return {"json": "JSON", "xlsx": "Classeur Excel", "pdf": "PDF"}[self.value]

    @property
    def media_type(self) -> str:
        """The Content-Type of such a file."""
        return {
            "json": "application/json",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "pdf": "application/pdf",
        }[self.value]


def write_report(report: Report, audience: Audience, form: Form, file: IO[bytes], *, actor: str) -> None:
    """Writes what an audience may read of a report into `file`."""
    shown = list_shown(report, audience)
    match form:
        case Form.JSON:
            file.write(_to_json(shown))
        case Form.XLSX:
            read_me = Table("Lisez-moi", READ_ME_COLUMNS, list(_read_me(report, audience, actor)))
            write_xlsx([_figures(report, shown), _definitions(shown), read_me], file)
        case Form.PDF:
            file.write(render_pdf(report, audience, shown))


def record_export(year: int, audience: Audience, form: Form, *, actor: str) -> None:
    """Records who took the report of which year for whom, never a figure. Belongs to the caller's unit."""
    detail: dict[str, object] = {"audience": audience.value, "format": form.value}
    record_event(actor=actor, action="impact.exported", subject=f"impact:{year}", detail=detail)


def _to_json(shown: Sequence[Shown]) -> bytes:
    """Returns a list of `{id, label, numerator, denominator, value}`; null is what is withheld or not available."""
    rows = [
        {
            "id": each.indicator.id,
            "label": each.indicator.label,
            "numerator": each.numerator,
            "denominator": each.denominator,
            "value": _number(each),
        }
        for each in shown
    ]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def _number(shown: Shown) -> int | float | None:
    """Returns the value as JSON has it: a whole number, or a double that is nearest to the decimal one."""
    digits = shown.indicator.unit.digits
    return shown.value if shown.value is None or not digits else shown.value / 10**digits


def _figures(report: Report, shown: Sequence[Shown]) -> Table:
    rows: list[Row] = [
        (
            each.indicator.group.label,
            each.indicator.label,
            None if each.value is None else each.value * 10 ** (2 - each.indicator.unit.digits),
            each.indicator.unit.label,
            each.numerator,
            each.denominator,
            each.missing,
            each.indicator.id,
        )
        for each in shown
    ]
    return Table(f"Chiffres {report.year}", FIGURE_COLUMNS, rows)


def _definitions(shown: Sequence[Shown]) -> Table:
    rows: list[Row] = [
        (
            each.indicator.label,
            each.indicator.definition,
            each.indicator.source,
            _DIVIDED[each.indicator.unit],
            each.indicator.id,
        )
        for each in shown
    ]
    return Table("Définitions", DEFINITION_COLUMNS, rows)


def _read_me(report: Report, audience: Audience, actor: str) -> Iterator[Row]:
    yield "Période", f"du 01/01/{report.year} au {report.last_day:%d/%m/%Y}"
    yield "Destiné à", audience.label
    yield "Établi par", actor
    yield "Établi le", f"{clock.local(clock.now()):%d/%m/%Y à %H:%M}"
    yield "Version des définitions", VERSION
    yield "Version d’Ateliers", version("ateliers")
    for gap in report.gaps if audience is Audience.INTERNAL else ():
        yield "Il manque", gap
