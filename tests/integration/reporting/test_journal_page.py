"""Finance reads the books of a month and takes the file that the accountant imports."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.cli.program import ateliers
from shared.db import atomic, session
from shared.invoicing.credit_notes import issue_credit_note
from shared.invoicing.models import EntryKind
from shared.kernel import clock
from shared.payments.models import PaymentMeans
from shared.payments.services import receive_payment
from shared.reporting.journal import FEC_COLUMNS, JOURNALS
from tests.support import meals, sales
from tests.support.client import Visitor
from tests.support.personas import CIP, CUSTOMER, DIRECTION, EMPLOYEE, FINANCE, SUPERVISOR, Persona
from tests.support.queries import statements

PAGE = "/gestion/journal/2026-10"
SignIn = Callable[[Persona], Visitor]


@pytest.fixture
def sold(app: Flask) -> str:
    """An order of October, paid, and a credit note over a part of it; returns the invoice's number."""
    day = date(2026, 10, 5)
    with app.app_context(), atomic():
        invoice = sales.sell(day)
        with clock.at(clock.at_paris(day, 15)):
            issue_credit_note(invoice_id=invoice.id, parts={1: 900}, reason="Geste", actor="test")
        return invoice.number


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode(), newline=""), delimiter="\t"))


def cents(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def test_the_books_of_a_month_are_read_account_by_account(sold: str, sign_in: SignIn) -> None:
    (main,) = html.fromstring(sign_in(FINANCE).get(PAGE).text).xpath("//main")
    page = " ".join(main.text_content().split())

    assert "517000" in page
    assert f"Facture {sold}" in page
    assert "Avoir AB-AV-2026-000001" in page
    assert "517000 Stripe, en cours de versement : débit 89,00 €" in page


def test_an_empty_month_says_so(sold: str, sign_in: SignIn) -> None:
    assert "Aucune écriture ce mois" in sign_in(FINANCE).get("/gestion/journal/2026-09").text


def test_the_year_as_a_file_balances_entry_by_entry(app: Flask, sold: str, sign_in: SignIn) -> None:
    answer = sign_in(FINANCE).submit(PAGE, action="/gestion/journal/2026/fichier")

    rows = rows_of(answer.data)
    assert list(rows[0]) == list(FEC_COLUMNS)
    assert len(FEC_COLUMNS) == 18 + 1
    entries = {row["EcritureNum"] for row in rows}
    assert entries == {"EN2026-000001", "VE2026-000001", "VE2026-000002"}
    for entry in entries:
        mine = [row for row in rows if row["EcritureNum"] == entry]
        assert sum(cents(row["Debit"]) for row in mine) == sum(cents(row["Credit"]) for row in mine)
        assert len({row["EcritureDate"] for row in mine}) == 1
    assert {row["Analytique"] for row in rows} == {"Auto Bleue"}
    with app.app_context():
        taken = session.scalars(select(AuditEvent.subject).where(AuditEvent.action == "journal.exported")).all()
    assert taken == ["journal:2026"]


def test_a_year_with_a_deposit_is_a_file_too(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), atomic():
        meal = meals.order_meal(meals.choice(30, meals.monday_in(3)))
        receive_payment(order_id=meal.id, means=PaymentMeans.TRANSFER, amount_cents=meal.gross_cents, actor="test")
    year = clock.today().year

    answer = sign_in(FINANCE).submit(
        f"/gestion/journal/{year}-{clock.today():%m}", action=f"/gestion/journal/{year}/fichier"
    )

    documents = {row["JournalCode"]: row["EcritureLib"] for row in rows_of(answer.data)}
    assert documents["VE"].startswith("Facture d’acompte ILG-AC-")


def test_every_event_of_the_books_has_its_journal() -> None:
    assert set(EntryKind) == set(JOURNALS)


def test_the_command_writes_the_same_file(app: Flask, sold: str, sign_in: SignIn, tmp_path: Path) -> None:
    out = tmp_path / "fec.txt"
    result = CliRunner().invoke(ateliers, ["export", "fec", "--year", "2026", "--out", str(out)], obj=lambda: app)
    assert result.exit_code == 0, result.output
    assert "3 écritures" in result.output
    assert out.read_bytes() == sign_in(FINANCE).submit(PAGE, action="/gestion/journal/2026/fichier").data


@pytest.mark.parametrize("persona", [SUPERVISOR, CIP, EMPLOYEE, CUSTOMER, DIRECTION], ids=str)
def test_the_books_are_finance_s_alone(sign_in: SignIn, persona: Persona) -> None:
    visitor = sign_in(persona)
    assert visitor.get(PAGE).status_code == 403
    assert visitor.get("/gestion/journal").status_code == 403


def test_the_page_asks_as_often_for_many_entries(app: Flask, sold: str, sign_in: SignIn) -> None:
    finance = sign_in(FINANCE)
    with statements(app) as few:
        finance.get(PAGE)
    with app.app_context(), atomic():
        for _ in range(5):
            sales.sell(date(2026, 10, 6))
    with statements(app) as many:
        finance.get(PAGE)
    assert len(many) == len(few) <= 6, many
