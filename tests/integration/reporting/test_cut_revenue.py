"""Finance cuts the revenue up as it likes, and asks of each figure what it is made of."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from python_calamine import CalamineWorkbook

from shared.db import atomic, session
from shared.invoicing.credit_notes import issue_credit_note
from shared.invoicing.crediting import Sort, split_by_sort
from shared.invoicing.document import InvoiceDocument
from shared.invoicing.models import Invoice
from shared.invoicing.revenue import RevenueQuestion, control_of
from shared.kernel import clock
from shared.kernel.codes import Unit
from shared.kernel.money import MICROS_PER_CENT
from shared.orders.models import CustomerKind
from shared.orders.services import CustomerDetails
from shared.payments.services import invoice_what_is_owed
from shared.payments.settlement import Settled
from shared.reporting.cube import Cut, read_cube
from shared.reporting.revenue import Format, Wish, export_revenue
from shared.workshop import find_site
from tests.support import sales
from tests.support.client import Visitor
from tests.support.invoices import FULL, for_professionals
from tests.support.personas import CIP, DIRECTION, FINANCE, SUPERVISOR, Persona
from tests.support.queries import statements

PAGE, LINES = "/gestion/chiffre-affaires", "/gestion/chiffre-affaires/lignes"
YEAR = "first=2026-01-01&last=2026-12-31"
ALL = RevenueQuestion(first=date(2026, 1, 1), last=date(2026, 12, 31))
FIRM = CustomerDetails(
    kind=CustomerKind.COMPANY,
    name="Menuiserie d’Exemple",
    contact="Noé Bruyère",
    email="menuiserie@example.org",
    phone="06 39 98 00 02",
    street="5 rue des Exemples",
    postcode="80000",
    city="Amiens",
    siret="12345678200002",
)
SignIn = Callable[[Persona], Visitor]


@pytest.fixture(autouse=True)
def year(app: Flask) -> None:
    """Four sales of three families in two months: one to a firm, one taken back in part, one still to be paid."""
    with app.app_context(), atomic():
        sales.sell(date(2026, 10, 5), code="vidange")
        sales.sell(date(2026, 11, 3), code="nettoyage", buyer=FIRM)
        mirror = sales.sell(date(2026, 11, 4), code="retroviseur")
        with clock.at(clock.at_paris(date(2026, 11, 5), 9)):
            issue_credit_note(invoice_id=mirror.id, parts={1: 2900}, reason="Rayure", actor="test")
        owed = sales.order(date(2026, 11, 6), code="vidange")
        with clock.at(clock.at_paris(date(2026, 11, 6), 17)):
            invoice_what_is_owed(order_id=owed.id, actor="test")


def rows(page: str) -> list[list[str]]:
    """Returns the table of the page: the words of each row and its amounts."""
    table = html.fromstring(page).xpath("//table/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")[:-1]] for row in table]


def test_the_usual_table_says_workshop_month_and_rate(sign_in: SignIn) -> None:
    found = rows(sign_in(FINANCE).get(f"{PAGE}?{YEAR}").text)
    assert [row[:3] for row in found] == [
        ["Auto Bleue", "octobre 2026", "20 %"],
        ["Auto Bleue", "novembre 2026", "20 %"],
    ]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("par=famille", {"Mécanique", "Nettoyage", "Carrosserie"}),
        ("par=client", {"Particulier", "Entreprise"}),
        ("par=regle", {"À payer", "Réglé"}),
        ("par=mois&qui=company", {"novembre 2026"}),
        ("par=famille&etat=owed", {"Mécanique"}),
        ("par=atelier&ou=auto-bleue", {"Auto Bleue"}),
        ("par=atelier&ou=agrilot", set()),
    ],
)
def test_each_cut_has_its_rows(sign_in: SignIn, asked: str, words: set[str]) -> None:
    assert {row[0] for row in rows(sign_in(FINANCE).get(f"{PAGE}?{YEAR}&{asked}").text)} == words


def test_a_figure_opens_to_the_lines_that_make_it_and_they_to_their_documents(sign_in: SignIn) -> None:
    finance = sign_in(FINANCE)
    page = html.fromstring(finance.get(f"{PAGE}?{YEAR}&par=famille").text)
    (row,) = page.xpath("//tbody/tr[contains(., 'Carrosserie')]")
    shown = [cell.text_content().strip() for cell in row.xpath("./td/span")]
    lines = html.fromstring(finance.get(row.xpath(".//a/@href")[0]).text)
    assert shown[0] in lines.xpath("//h1")[0].text_content()
    numbers = [each.text for each in lines.xpath("//tbody//th/a")]
    assert numbers == ["AB-2026-000003", "AB-AV-2026-000001"]
    assert shown[2] == lines.xpath("//tfoot/tr/td[last()]")[0].text_content().strip()
    order = finance.get(lines.xpath("//tbody//th/a/@href")[0])
    assert "AB-2026-000003" in order.text


def test_every_row_opens_to_lines_that_add_up_to_it(sign_in: SignIn) -> None:
    finance = sign_in(FINANCE)
    for cuts in ("par=famille&par=mois", "par=client&par=tva", "par=regle&par=famille", "par=atelier"):
        page = html.fromstring(finance.get(f"{PAGE}?{YEAR}&{cuts}").text)
        for row in page.xpath("//tbody/tr|//tfoot/tr"):
            said = [cell.text_content().strip() for cell in row.xpath("./td[@class='numeric']")]
            lines = html.fromstring(finance.get(row.xpath(".//a/@href")[0]).text)
            made = [cell.text_content().strip() for cell in lines.xpath("//tfoot//td[@class='numeric']")]
            assert said == made, (cuts, row.text_content())


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("first=2026-12-31&last=2026-01-01", "La fin est avant le début."),
        (f"{YEAR}&ou=nulle-part", "Cet atelier n’est pas le vôtre, ou n’existe pas."),
        ("first=hier&last=2026-01-01", "Cette date n’existe pas."),
    ],
)
def test_a_wrong_question_is_said_beside_its_field(sign_in: SignIn, asked: str, sentence: str) -> None:
    for path in (PAGE, LINES):
        answer = sign_in(FINANCE).get(f"{path}?{asked}")
        assert answer.status_code == 422
        assert sentence in answer.text


@pytest.mark.parametrize("persona", [SUPERVISOR, CIP], ids=str)
def test_others_do_not_see_it(sign_in: SignIn, persona: Persona) -> None:
    for path in (PAGE, LINES):
        assert sign_in(persona).get(path).status_code == 403


def test_the_direction_sees_and_takes_it(sign_in: SignIn) -> None:
    answer = sign_in(DIRECTION).submit(
        f"{PAGE}?{YEAR}&par=famille", action="/gestion/chiffre-affaires/fichier", button="form=csv"
    )
    assert answer.status_code == 200
    assert "Carrosserie" in answer.get_data(as_text=True)


def test_the_page_asks_as_often_for_many_sales(app: Flask, sign_in: SignIn) -> None:
    finance = sign_in(FINANCE)
    with statements(app) as few:
        finance.get(f"{PAGE}?{YEAR}&par=regle")
    with app.app_context(), atomic():
        for _ in range(12):
            sales.sell(date(2026, 11, 9))
    with statements(app) as many:
        finance.get(f"{PAGE}?{YEAR}&par=regle")
    assert len(many) == len(few) <= 8, many


def test_files_lines_and_control_agree_for_any_filter(app: Flask) -> None:
    with app.app_context(), atomic():
        site_id = find_site("auto-bleue").id
        chance = Random(5)  # noqa: S311 - the same sales on every run
        for _ in range(10):
            day = date(2026, chance.randrange(1, 12), chance.randrange(1, 28))
            buyer = replace(FIRM, name="Autre") if chance.random() < 0.5 else sales.BUYER
            sales.sell(day, code=chance.choice(["vidange", "nettoyage", "retroviseur"]), buyer=buyer)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
    @given(
        days=st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.dates(date(2026, 1, 1), date(2026, 12, 31))),
        kind=st.sampled_from([None, *CustomerKind]),
        sites=st.sampled_from([None, frozenset({site_id}), frozenset[int]()]),
        settled=st.sampled_from(list(Settled)),
        cuts=st.lists(st.sampled_from(list(Cut)), unique=True, max_size=3),
    )
    def agree(days: tuple[date, date], kind: Any, sites: Any, settled: Settled, cuts: list[Cut]) -> None:
        question = RevenueQuestion(first=min(days), last=max(days), site_ids=sites, customer_kind=kind)
        wish = Wish(question=question, settled=settled, cuts=tuple(cuts))
        with app.app_context():
            cube = wish.read()
            assert cube.agrees
            slices = cube.cut(wish.cuts)
            assert wish.read(added_up=True).cut(wish.cuts) == slices
            assert sum(each.gross_cents for each in slices) == cube.control.gross_cents
            assert all(
                control_of([f.line for f in cube.within(dict(zip(cuts, each.values, strict=True)))])[1:]
                == (each.net_cents, each.vat_cents, each.gross_cents)
                for each in slices
            )
            files = {form: BytesIO() for form in Format}
            for form, file in files.items():
                with atomic():
                    export_revenue(wish, form, file, actor="test")
        lines = json.loads(files[Format.JSON].getvalue())["lines"]
        rows = list(csv.DictReader(files[Format.CSV].getvalue().decode("utf-8-sig").splitlines(), delimiter=";"))
        book = CalamineWorkbook.from_filelike(BytesIO(files[Format.XLSX].getvalue()))
        sheet = book.get_sheet_by_name("Ventes").to_python()[1 : len(lines) + 1]
        in_json = [line["gross_cents"] for line in lines]
        in_csv = [round(float(row["TTC"].replace("\u202f", "").replace(",", ".")) * 100) for row in rows]
        assert in_json == in_csv == [round(float(str(row[7])) * 100) for row in sheet]
        assert sum(in_json) == cube.control.gross_cents

    agree()


def test_whether_it_is_paid_is_a_column_when_it_was_asked(app: Flask) -> None:
    file = BytesIO()
    with app.app_context(), atomic():
        export_revenue(Wish(question=ALL, cuts=(Cut.SETTLED,)), Format.CSV, file, actor="test")
    told = [row["Réglé"] for row in csv.DictReader(file.getvalue().decode("utf-8-sig").splitlines(), delimiter=";")]
    assert sorted(told) == ["Réglé", "Réglé", "Réglé", "Réglé", "À payer"]


@given(parts=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 10_000)), min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_families_share_a_rate_to_the_cent(parts: list[tuple[int, int]]) -> None:
    document = _document_of([net for _, net in parts])
    families = [Sort(f"Famille {number}") for number, _ in parts]
    (total,) = document.vat_totals
    shares = list(split_by_sort(document, total, families))
    assert sum(net for _, net, _ in shares) == total.net_cents
    assert sum(vat for _, _, vat in shares) == total.vat_cents
    assert [family for family, *_ in shares] == list(dict.fromkeys(families))


def _document_of(nets: list[int]) -> InvoiceDocument:
    return for_professionals(*(("Article", 1, Unit.PIECE, net * MICROS_PER_CENT, FULL) for net in nets))


def test_facts_know_their_document(app: Flask) -> None:
    with app.app_context():
        cube = read_cube(ALL, tells_settled=True)
        assert len(cube.facts) == 5
        assert {fact.settled for fact in cube.facts} == {Settled.OWED, Settled.PAID}
        assert session.get(Invoice, 1) is not None
