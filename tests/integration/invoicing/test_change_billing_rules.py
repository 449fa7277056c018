"""Who answers for invoices names the seller and changes mentions, VAT and accounts, from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from shared.db import atomic, session
from shared.invoicing.composition import find_seller
from shared.invoicing.document import InvoiceDocument, NoteCode, VatCategory
from shared.invoicing.facturx import build_xml
from shared.invoicing.models import AccountPurpose, Invoice, JournalLine, LegalMention, SellerIdentity
from shared.invoicing.page import lay_out
from shared.invoicing.rules.services import parse_bic, parse_iban
from shared.invoicing.validation import validate_xml
from shared.invoicing.verification import list_wrong_invoices
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.kernel.identifiers import new_public_id
from shared.orders.models import CustomerKind, Order, VatRule
from shared.orders.pricing import Wish
from shared.orders.services import CustomerDetails, place_order, register_customer
from shared.orders.verification import list_wrong_orders
from shared.payments.models import PaymentMeans
from shared.payments.services import receive_payment
from shared.workshop import find_site
from tests.support import sales
from tests.support.client import Visitor
from tests.support.personas import ADMINISTRATOR, DIRECTION, EVERYBODY, FINANCE, Persona
from tests.support.shelf import put_on_sale
from workshops.auto_bleue.models import Appointment
from workshops.auto_bleue.slots import Bay

RULES = "/gestion/facturation"
SignIn = Callable[[Persona], Visitor]

US = {
    "name": "Association d’essai",
    "legal_form": "Association loi 1901",
    "siret": "123 456 782 00002",
    "vat_number": "FR11 123456782",
    "street": "1 rue de l’Exemple",
    "postcode": "93500",
    "city": "Pantin",
    "email": "factures@example.org",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "bic": "AGRIFRPPXXX",
    "source": "Décision du bureau",
}
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
    vat_number="FR11123456782",
)


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


def sold(*vat_codes: str, buyer: CustomerDetails = sales.BUYER) -> InvoiceDocument:
    """Sells one thing under each code and returns the invoice; belongs inside a unit."""
    items = [put_on_sale(f"Article {code}", 12_000, code) for code in vat_codes]
    order = place_order(
        public_id=new_public_id(),
        site_id=find_site("auto-bleue").id,
        customer=register_customer(details=buyer, actor="test"),
        wishes=[Wish(item.id, item.price_cents) for item in items],
        particulars=_expected,
        actor="test",
    ).order
    means = PaymentMeans.CARD_COUNTER
    receive_payment(order_id=order.id, means=means, amount_cents=order.gross_cents, actor="test")
    text = session.scalars(select(Invoice.document).where(Invoice.order_id == order.id)).one()
    return InvoiceDocument.from_json(text)


def _expected(order_id: int) -> Appointment:
    return Appointment(
        order_id=order_id,
        plate="AB-123-CD",
        vehicle="Renault Clio",
        day=clock.today(),
        starts_at=480,
        ends_at=540,
        bay=Bay.MECHANICS,
    )


@pytest.mark.parametrize("persona", EVERYBODY, ids=str)
def test_each_role_opens_what_it_may(sign_in: SignIn, persona: Persona) -> None:
    visitor = sign_in(persona)
    reads = {ADMINISTRATOR, FINANCE, DIRECTION}
    changes = {ADMINISTRATOR, FINANCE}
    assert (visitor.get(RULES).status_code == 200) == (persona in reads)
    for path in ("/vendeur", "/mentions/PMT", "/tva/normal", "/comptes/sales/tous"):
        assert (visitor.get(RULES + path).status_code == 200) == (persona in changes), path


def test_the_page_shows_every_rule_with_its_source_and_what_nobody_has_confirmed(app: Flask, sign_in: SignIn) -> None:
    page = sign_in(FINANCE).get(RULES).text
    assert "Sans vendeur, aucune facture" in page
    with app.app_context(), atomic():
        sales.name_the_seller()
    page = sign_in(FINANCE).get(RULES).text
    for shown in (
        "Association d’essai",
        "C. com. art. D. 441-5",
        "CGI art. 293 B",
        "706000",
        "À confirmer",
        "20\u202f%",
    ):
        assert shown in page, shown


def test_the_first_seller_is_named_and_a_later_one_counts_from_its_day(app: Flask, sign_in: SignIn) -> None:
    finance, page = sign_in(FINANCE), f"{RULES}/vendeur"
    assert finance.submit(page, **US).status_code == 303
    with app.app_context():
        first = find_seller(clock.today())
    assert (first.siren, first.vat_number, first.iban) == ("123456782", "FR11123456782", "FR7630006000011234567890189")
    assert finance.submit(page, street="2 avenue Neuve", source="Déménagement").status_code == 303
    with app.app_context():
        assert find_seller(clock.today()).street == "1 rue de l’Exemple"
        assert find_seller(tomorrow()).street == "2 avenue Neuve"
    assert "2 avenue Neuve" in finance.get(RULES).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"siret": "123 456 782 00003"}, "un chiffre est faux"),
        ({"siret": "123"}, "Un SIRET a 14 chiffres"),
        ({"vat_number": "FR12123456782"}, "ne se vérifie pas"),
        ({"vat_number": "FR83404833048"}, "n’est pas celui de ce SIRET"),
        ({"iban": "FR76 3000 6000 0112 3456 7890 188"}, "Cet IBAN ne se vérifie pas"),
        ({"bic": "AGRI"}, "Un BIC a 8 ou 11"),
        ({"email": "factures"}, "ressemble à nom@exemple.fr"),
        ({"postcode": "935"}, "cinq chiffres"),
        ({"source": ""}, "Écrivez d’où vient la règle"),
        ({"name": " "}, "Écrivez le nom de l’association"),
    ],
)
def test_a_wrong_seller_is_refused_at_its_field(
    app: Flask, sign_in: SignIn, typed: dict[str, Any], sentence: str
) -> None:
    answer = sign_in(FINANCE).submit(f"{RULES}/vendeur", **(US | typed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Pantin"' in answer.text
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(SellerIdentity)) == 0


@pytest.mark.parametrize("day", ["2020-01-01", "today", "2199-01-01"])
def test_no_rule_changes_what_was_issued_or_what_nobody_will_see(app: Flask, sign_in: SignIn, day: str) -> None:
    with app.app_context(), atomic():
        sales.name_the_seller()
    valid_from = clock.today().isoformat() if day == "today" else day
    finance = sign_in(FINANCE)
    for path in ("/vendeur", "/mentions/PMT", "/tva/normal", "/comptes/sales/tous"):
        answer = finance.submit(RULES + path, valid_from=valid_from, source="x")
        assert answer.status_code == 422, path
        assert "Choisissez demain" in answer.text or "trop loin" in answer.text


def test_a_mention_counts_from_its_day_on_and_the_same_day_is_taken_once(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), atomic():
        sales.name_the_seller()
    finance, page = sign_in(FINANCE), f"{RULES}/mentions/AAB"
    text = "Escompte de 1 % pour paiement sous huit jours."
    assert finance.submit(page, text=text, source="Décision", confirmed="y").status_code == 303
    again = finance.submit(page, text=text, source="Décision", valid_from=tomorrow().isoformat())
    assert "change déjà ce jour-là" in again.text
    with app.app_context(), atomic():
        assert text not in {note.text for note in sold("normal").notes}
        with clock.at(clock.at_paris(tomorrow(), 10)):
            assert text in {note.text for note in sold("normal").notes}
        rows = session.scalars(select(LegalMention).where(LegalMention.code == "AAB")).all()
        assert [row.confirmed for row in rows] == [False, True]


def test_another_rate_counts_from_its_day_on(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), atomic():
        sales.name_the_seller()
    finance, page = sign_in(FINANCE), f"{RULES}/tva/normal"
    for wrong in ("vingt", "0", "200", "-5"):
        assert "Écrivez un taux" in finance.submit(page, rate=wrong, source="x").text
    assert finance.submit(page, rate="21,5", source="Loi de finances").status_code == 303
    with app.app_context(), atomic(), clock.at(clock.at_paris(tomorrow(), 10)):
        assert sold("normal").vat_totals[0].vat_bp == 2150


def test_an_account_is_that_of_the_accountant_from_its_day_on(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), atomic():
        sales.name_the_seller()
    finance, page = sign_in(FINANCE), f"{RULES}/comptes/sales/tous"
    assert "trois chiffres du plan" in finance.submit(page, number="V12", source="x").text
    answer = finance.submit(page, number="706100", text="Prestations du garage", source="Réponse", confirmed="y")
    assert answer.status_code == 303
    with app.app_context(), atomic(), clock.at(clock.at_paris(tomorrow(), 10)):
        sold("normal")
        booked = select(JournalLine.account).where(JournalLine.purpose == AccountPurpose.SALES)
        assert session.scalars(booked).all() == ["706100"]


def test_what_bears_no_vat_says_why_and_keeps_the_official_rules(app: Flask) -> None:
    with app.app_context(), atomic():
        sales.name_the_seller()
        for code, buyer in (("formation", sales.BUYER), ("association", FIRM), ("recuperation", FIRM)):
            document = sold(code, "normal", buyer=buyer)
            (untaxed,) = [total for total in document.vat_totals if not total.vat_bp]
            assert untaxed.vat_category is not VatCategory.STANDARD
            assert untaxed.exemption is not None
            assert untaxed.exemption.text + "." in lay_out(document)["mentions"]
            assert (untaxed.net_cents, untaxed.vat_cents) == (12_000, 0)
            assert validate_xml(build_xml(document)) == []
        assert list(list_wrong_orders()) == []
        assert list(list_wrong_invoices()) == []


def test_two_reasons_of_one_kind_do_not_share_an_invoice(app: Flask) -> None:
    with app.app_context(), atomic():
        sales.name_the_seller()
        with pytest.raises(Refused, match="Deux motifs"):
            sold("formation", "association")
        session.rollback()


def test_the_option_for_debits_is_said_and_vat_is_due_with_the_invoice(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), atomic():
        sales.name_the_seller()
    finance = sign_in(FINANCE)
    assert finance.submit(f"{RULES}/vendeur", vat_on_debits="y", source="Lettre aux impôts").status_code == 303
    with app.app_context(), atomic(), clock.at(clock.at_paris(tomorrow(), 10)):
        document = sold("normal")
        assert document.vat_on_debits
        assert "Option pour le paiement de la taxe d’après les débits." in lay_out(document)["mentions"]
        purposes = set(session.scalars(select(JournalLine.purpose)))
        assert AccountPurpose.VAT_PENDING not in purposes
        assert validate_xml(build_xml(document)) == []


def test_the_nature_of_the_sale_is_a_mention_of_the_day(app: Flask) -> None:
    with app.app_context(), atomic():
        sales.name_the_seller()
        document = sold("normal")
    regulatory = [note.text for note in document.notes if note.code is NoteCode.REGULATORY]
    assert regulatory == ["Nature de l’opération\u00a0: prestation de services."]
    assert lay_out(document)["mentions"].count(regulatory[0]) == 1


@pytest.mark.parametrize("typed", ["", "FR76", "FR7630006000011234567890188", "XX12 3456"])
def test_a_wrong_iban_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_iban(typed)


def test_a_bic_is_read_in_any_capitals() -> None:
    assert parse_bic("agri frpp") == "AGRIFRPP"
    assert {rule.__tablename__ for rule in (VatRule, Order)} == {"vat_rules", "orders"}
