"""Finance takes the revenue of a period home: as lines, as a workbook, as JSON, or not at all."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from shared.audit.models import AuditEvent
from shared.cli.program import ateliers
from shared.config import Settings
from shared.db import atomic, session, stop_reading
from shared.invoicing.revenue import Control, RevenueQuestion, control_of, count_control, list_revenue
from shared.kernel.errors import InvalidInput, Refused
from shared.reporting.cube import Fact
from shared.reporting.revenue import Format, Wish, export_revenue, write_revenue
from tests.support.house import application
from tests.support.personas import EMPLOYEE, FINANCE, client_of
from tests.support.sales import sell

NOVEMBER = RevenueQuestion(first=date(2026, 11, 1), last=date(2026, 11, 30))
AUTUMN = RevenueQuestion(first=date(2026, 10, 30), last=date(2026, 12, 1))
DAYS = [date(2026, 10, 30), date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 30), date(2026, 12, 1)]
CODES = ["vidange", "vidange", "freins-avant", "nettoyage", "vidange"]


@pytest.fixture
def sold(app: Flask) -> None:
    """One sale in October, three in November (its first working and its last day), one in December."""
    with app.app_context(), atomic():
        for day, code in zip(DAYS, CODES, strict=True):
            sell(day, code=code)


@pytest.fixture
def five_sales(sold: None, app: Flask) -> Iterator[None]:
    """The same, with the application at hand for services and queries."""
    with app.app_context():
        yield


def _export(form: Format, question: RevenueQuestion = NOVEMBER) -> bytes:
    file = BytesIO()
    with atomic():
        export_revenue(Wish(question=question), form, file, actor="test")
    return file.getvalue()


@pytest.mark.usefixtures("five_sales")
def test_json_has_the_documented_lines_and_a_control_total() -> None:
    """Both ends of the period are included; amounts are cents."""
    content = json.loads(_export(Format.JSON))

    assert content["control"] == {
        "documents": 3,
        "net_cents": 7417 + 12417 + 5750,
        "vat_cents": 1483 + 2483 + 1150,
        "gross_cents": 8900 + 14900 + 6900,
    }
    assert content["lines"][0] == {
        "invoice": "AB-2026-000002",
        "workshop": "auto_bleue",
        "date": "2026-11-02",
        "customer_kind": "person",
        "vat_bp": 2000,
        "net_cents": 7417,
        "vat_cents": 1483,
        "gross_cents": 8900,
        "family": "Mécanique",
    }
    assert [line["date"] for line in content["lines"]] == ["2026-11-02", "2026-11-02", "2026-11-30"]


@pytest.mark.usefixtures("five_sales")
def test_csv_and_workbook_say_the_same_as_json() -> None:
    """To the cent, line by line."""
    lines = json.loads(_export(Format.JSON))["lines"]
    csv_rows = list(csv.DictReader(_export(Format.CSV).decode("utf-8-sig").splitlines(), delimiter=";"))
    workbook = CalamineWorkbook.from_filelike(BytesIO(_export(Format.XLSX)))
    sheet: list[list[Any]] = workbook.get_sheet_by_name("Ventes").to_python()
    explanations: list[list[Any]] = workbook.get_sheet_by_name("Lisez-moi").to_python()

    assert [row["TTC"] for row in csv_rows] == ["89,00", "149,00", "69,00"]
    assert [row["Client"] for row in csv_rows] == ["Particulier"] * 3
    assert [round(row[7] * 100) for row in sheet[1:4]] == [line["gross_cents"] for line in lines]
    assert sheet[1][2] == date(2026, 11, 2)
    assert workbook.sheet_names == ["Ventes", "Répartition", "Lisez-moi"]
    read_me = {row[0]: row[1] for row in explanations}
    assert read_me["Période"] == "du 01/11/2026 au 30/11/2026, jours inclus"
    assert read_me["Établi par"] == "test"


@pytest.mark.usefixtures("five_sales")
def test_an_export_whose_lines_and_documents_disagree_is_refused() -> None:
    """Somebody dropped a trigger and a line: not a byte is written."""
    with atomic():
        on = " ON invoice_vat_totals" if session().get_bind().dialect.name == "postgresql" else ""
        session.execute(text(f"DROP TRIGGER invoice_vat_totals_refuse_update{on}"))
        session.execute(text("UPDATE invoice_vat_totals SET net_cents = net_cents - 1, gross_cents = gross_cents - 1"))
    file = BytesIO()
    with pytest.raises(Refused, match="ateliers verify"), atomic():
        export_revenue(Wish(question=NOVEMBER), Format.CSV, file, actor="test")
    assert file.getvalue() == b""


@pytest.mark.usefixtures("five_sales")
@pytest.mark.parametrize("form", [Format.CSV, Format.JSON, Format.XLSX])
def test_a_document_issued_meanwhile_makes_the_file_worthless(form: Format) -> None:
    """The lines are read month by month: what December got while October passed is in no control total."""

    def sell_in_december(facts: Iterable[Fact]) -> Iterator[Fact]:
        for number, fact in enumerate(facts):
            if number == 0:
                stop_reading()
                with atomic():
                    sell(DAYS[-1])
            yield fact

    with pytest.raises(Refused, match="recommencez"):
        write_revenue(Wish(question=AUTUMN), form, BytesIO(), actor="test", watch=sell_in_december)


@pytest.mark.usefixtures("five_sales")
def test_three_months_follow_each_other_and_have_one_digest() -> None:
    """Each line once, in the order of its date, whatever month it was read with."""
    lines = json.loads(_export(Format.JSON, AUTUMN))["lines"]
    assert [line["date"] for line in lines] == [f"{day}" for day in DAYS]
    workbook = CalamineWorkbook.from_filelike(BytesIO(_export(Format.XLSX, AUTUMN)))
    read_me = {row[0]: row[1] for row in workbook.get_sheet_by_name("Lisez-moi").to_python()}
    arrays = json.dumps([list(line.values()) for line in lines])
    assert read_me["SHA-256 des lignes"] == hashlib.sha256(arrays.encode()).hexdigest()
    assert read_me["Documents"] == "5"


@pytest.mark.usefixtures("five_sales")
def test_who_took_the_revenue_is_recorded() -> None:
    """The period and the format, not the figures."""
    _export(Format.XLSX)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "revenue.exported")).one()
    assert (event.actor, event.subject) == ("test", "revenue:2026-11-01/2026-11-30")
    assert event.detail == {"format": "xlsx", "lines": 3}


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    """Beside the field that is wrong."""
    with pytest.raises(InvalidInput) as refusal:
        RevenueQuestion(first=date(2026, 11, 2), last=date(2026, 11, 1))
    assert refusal.value.field == "last"


@pytest.mark.usefixtures("five_sales")
def test_lines_and_control_agree_for_any_period() -> None:
    """Whatever days are asked for."""
    days = st.dates(date(2026, 10, 25), date(2026, 12, 5))

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(days, days)
    def agree(one: date, other: date) -> None:
        question = RevenueQuestion(first=min(one, other), last=max(one, other))
        lines = list_revenue(question)
        assert control_of(lines) == count_control(question)
        assert len(lines) == sum(question.first <= day <= question.last for day in DAYS)

    agree()


@pytest.mark.usefixtures("context")
def test_a_period_without_sales_is_a_total_of_nothing() -> None:
    """An empty file, not an error."""
    assert json.loads(_export(Format.JSON))["lines"] == []
    assert count_control(NOVEMBER) == Control(0, 0, 0, 0)


def _run(config: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(ateliers, ["export", "revenue", *arguments], obj=lambda _=None: application(config))


@pytest.mark.usefixtures("sold")
def test_the_command_line_writes_the_same_file(settings: Settings, tmp_path: Path) -> None:
    """For one workshop or for all, both ways of writing its name."""
    out = tmp_path / "ventes.json"
    period = ("--from", "2026-11-01", "--to", "2026-11-30", "--format", "json", "--out", str(out))
    for name in ("auto_bleue", "auto-bleue"):
        result = _run(settings, *period, "--workshop", name)
        assert result.exit_code == 0, result.output
        assert json.loads(out.read_text())["control"]["documents"] == 3
    assert _run(settings, *period, "--workshop", "agrilot").exit_code == 0
    assert json.loads(out.read_text())["lines"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--from", "2026-11-30", "--to", "2026-11-01", "--out", "x.csv"), 1, "La fin est avant le début"),
        (
            ("--from", "2026-11-01", "--to", "2026-11-30", "--workshop", "x", "--out", "x.csv"),
            2,
            "aucun site ne s’appelle",
        ),
        (("--from", "2026-11-01", "--to", "2026-11-31", "--out", "x.csv"), 2, "2026-11-31"),
        (("--from", "2026-11-01", "--to", "2026-11-30", "--out", "nowhere/x.csv"), 2, "ne peut pas être écrit"),
    ],
)
@pytest.mark.usefixtures("app")
def test_a_wrong_call_exits_with_its_code_and_leaves_no_file(
    settings: Settings, in_empty_folder: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    """1 when the data are wrong, 2 when the call is."""
    result = _run(settings, *arguments, "--format", "csv")
    assert result.exit_code == code
    assert sentence in result.output
    assert list(in_empty_folder.iterdir()) == []


@pytest.fixture
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that a command is called in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("sold")
def test_the_screen_shows_the_totals_and_gives_the_file(app: Flask) -> None:
    """Finance asks for November, reads the totals, takes the CSV."""
    finance = client_of(app, FINANCE)

    page = finance.get("/gestion/chiffre-affaires?first=2026-11-01&last=2026-11-30")
    file = finance.submit(page.request.full_path, action="/gestion/chiffre-affaires/fichier", button="form=csv")

    assert "255,84\u00a0€" in page.text
    assert page.text.count("<rect") == 30
    assert file.headers["Content-Disposition"].endswith("chiffre-affaires-2026-11-01-2026-11-30.csv")


def test_the_screen_keeps_a_wrong_period_and_says_what_is_wrong(app: Flask) -> None:
    """The sentence stands beside the field, and what was typed is still there."""
    page = client_of(app, FINANCE).get("/gestion/chiffre-affaires?first=2026-11-30&last=2026-11-01")
    assert page.status_code == 422
    assert "La fin est avant le début" in page.text
    assert 'value="2026-11-30"' in page.text


@pytest.mark.parametrize("query", ["first=&last=", "first=x&last=2026-13-45", "first=2026-02-30&last=0001-01-01"])
def test_the_screen_survives_nonsense(app: Flask, query: str) -> None:
    """A sentence, not an error."""
    page = client_of(app, FINANCE).get(f"/gestion/chiffre-affaires?{query}")
    assert page.status_code == 422
    assert "corriger" in page.text


def test_who_has_no_business_there_is_kept_out(app: Flask) -> None:
    """An employee neither reads nor takes the revenue."""
    employee = client_of(app, EMPLOYEE)
    assert employee.get("/gestion/chiffre-affaires").status_code == 403
    assert employee.post("/gestion/chiffre-affaires/fichier").status_code in {400, 403}
