"""Finance finds any invoice again, sees what is owed, and takes the list home."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from flask import Flask
from lxml import html

from shared.db import atomic
from shared.invoicing.credit_notes import issue_credit_note
from shared.kernel import clock
from shared.payments.services import invoice_what_is_owed
from shared.reporting import invoices
from tests.support import sales
from tests.support.client import Visitor
from tests.support.personas import CIP, CUSTOMER, DIRECTION, EMPLOYEE, FINANCE, SUPERVISOR, Persona
from tests.support.queries import statements

PAGE = "/gestion/factures"
SignIn = Callable[[Persona], Visitor]


@pytest.fixture(autouse=True)
def sold(app: Flask) -> None:
    """Paid in October and credited a little in November; another one of November owed in full."""
    with app.app_context(), atomic():
        paid = sales.sell(date(2026, 10, 5))
        with clock.at(clock.at_paris(date(2026, 11, 2), 9)):
            issue_credit_note(invoice_id=paid.id, parts={1: 900}, reason="Geste", actor="test")
        owed = sales.order(date(2026, 11, 3), buyer=replace(sales.BUYER, name="Noé Bruyère"))
        with clock.at(clock.at_paris(date(2026, 11, 3), 17)):
            invoice_what_is_owed(order_id=owed.id, actor="test")


def listed(page: str) -> list[str]:
    """Returns the numbers on a page, from top to bottom."""
    return [each.strip() for each in html.fromstring(page).xpath("//tbody//th//text()") if each.strip()]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["AB-2026-000002", "AB-AV-2026-000001", "AB-2026-000001"]),
        ("?q=bruy%C3%A8re", ["AB-2026-000002"]),
        ("?q=000001", ["AB-AV-2026-000001", "AB-2026-000001"]),
        ("?q=CMD-", ["AB-2026-000002", "AB-AV-2026-000001", "AB-2026-000001"]),
        ("?mois=2026-10", ["AB-2026-000001"]),
        ("?etat=owed", ["AB-2026-000002"]),
        ("?etat=paid", ["AB-2026-000001"]),
        ("?mois=hier&etat=x&page=99", ["AB-2026-000002", "AB-AV-2026-000001", "AB-2026-000001"]),
        ("?q=personne", []),
    ],
)
def test_a_document_is_found_by_what_one_knows_of_it(sign_in: SignIn, asked: str, found: list[str]) -> None:
    assert listed(sign_in(FINANCE).get(PAGE + asked).text) == found


def test_what_is_owed_either_way_stands_beside_it(sign_in: SignIn) -> None:
    page = sign_in(FINANCE).get(PAGE).text.replace("\xa0", " ")
    assert "89,00 € à payer" in page
    assert "9,00 € à rendre" in page


def test_a_long_list_has_pages(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invoices, "PAGE_SIZE", 2)
    monkeypatch.setattr("shared.reporting.views.invoices.PAGE_SIZE", 2)
    finance = sign_in(FINANCE)
    first = finance.get(f"{PAGE}?mois=&etat=all").text
    assert listed(first) == ["AB-2026-000002", "AB-AV-2026-000001"]
    (following,) = html.fromstring(first).xpath("//a[@rel='next']/@href")
    assert listed(finance.get(following).text) == ["AB-2026-000001"]


def test_the_file_holds_what_the_page_found(sign_in: SignIn) -> None:
    page = f"{PAGE}?etat=owed"
    answer = sign_in(FINANCE).submit(page, action=f"{PAGE}/fichier?q=&etat=owed&mois=", button="format=csv")
    (row,) = csv.DictReader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert (row["Numéro"], row["Client"], row["Reste à payer"]) == ("AB-2026-000002", "Noé Bruyère", "89,00")


@pytest.mark.parametrize("persona", [SUPERVISOR, CIP, EMPLOYEE, CUSTOMER], ids=str)
def test_others_see_no_list_of_invoices(sign_in: SignIn, persona: Persona) -> None:
    assert sign_in(persona).get(PAGE).status_code == 403


def test_the_direction_reads_it_too(sign_in: SignIn) -> None:
    assert "AB-2026-000002" in sign_in(DIRECTION).get(PAGE).text


def test_the_list_costs_the_same_however_long(app: Flask, sign_in: SignIn) -> None:
    finance = sign_in(FINANCE)
    with statements(app) as few:
        finance.get(PAGE)
    with app.app_context(), atomic():
        for _ in range(6):
            sales.sell(date(2026, 11, 9))
    with statements(app) as many:
        finance.get(PAGE)
    assert len(many) == len(few) <= 4, many
