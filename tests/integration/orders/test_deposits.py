"""A deposit is asked for, the work is done, the invoice deducts it: by rate, to the cent, whatever was ordered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from shared.db import atomic, session
from shared.invoicing.credit_notes import credit_whole
from shared.invoicing.document import DocumentType, InvoiceDocument
from shared.invoicing.examination import list_record_faults
from shared.invoicing.facturx import build_xml
from shared.invoicing.journal.verification import list_wrong_entries
from shared.invoicing.models import AccountPurpose, Invoice, InvoiceKind, InvoiceVatTotal, JournalEntry, JournalLine
from shared.invoicing.pdf import render_pdf
from shared.invoicing.validation import validate_pdf, validate_xml
from shared.invoicing.verification import list_wrong_invoices
from shared.kernel.codes import Nature, Unit
from shared.kernel.errors import Refused
from shared.kernel.identifiers import new_public_id
from shared.orders.models import CustomerKind, Order, OrderAction, OrderStatus
from shared.orders.pricing import AgreedLine
from shared.orders.services import Conditions, CustomerDetails, move_order, place_order, register_customer
from shared.orders.territory import Territory
from shared.orders.verification import list_wrong_orders
from shared.payments.balance import find_balance
from shared.payments.cancellation import cancel_order
from shared.payments.models import PaymentMeans
from shared.payments.places import confirm_unpaid
from shared.payments.services import receive_payment
from shared.payments.verification import list_unbooked_money, list_wrong_balances
from shared.workshop import find_site
from tests.support import sales

CASES, CASES_DEEP = 60, 2_000
DRAWN = 50
FIRM = CustomerDetails(
    kind=CustomerKind.COMPANY,
    name="Transports Exemple",
    email="compta@example.org",
    phone="0300000000",
    street="5 rue de l’Exemple",
    postcode="80000",
    city="Amiens",
    siret="73282932000074",
    vat_number="FR44732829320",
)
FAMILIES = ("", "Création", "Entretien", "Traiteur")
CODES = ("normal", "intermediaire", "reduit")


def drawn_lines(chance: Random) -> list[AgreedLine]:
    return [
        AgreedLine(
            label=f"Article {number}",
            unit_cents=chance.choice((chance.randint(1, 500), chance.randint(500, 500_000))),
            vat_code=chance.choice(CODES),
            quantity_e4=chance.choice((10_000, 20_000, 240_000, chance.randint(1_000, 900_000))),
            unit=chance.choice((Unit.FLAT_RATE, Unit.PERSON, Unit.KILOGRAM)).value,
            nature=chance.choice(tuple(Nature)),
            family=chance.choice(FAMILIES),
        )
        for number in range(chance.randint(1, 6))
    ]


def place(
    lines: list[AgreedLine], deposit_bp: int, buyer: CustomerDetails, territory: Territory = Territory.METROPOLE
) -> Order:
    sales.name_the_seller()
    return place_order(
        public_id=new_public_id(),
        site_id=find_site("auto-bleue").id,
        customer=register_customer(details=buyer, actor="test"),
        wishes=lines,
        conditions=Conditions(deposit_bp=deposit_bp, territory=territory),
        actor="test",
    ).order


def documents_of(order: Order) -> dict[InvoiceKind, Invoice]:
    loading = (selectinload(Invoice.lines), selectinload(Invoice.vat_totals))
    found = select(Invoice).where(Invoice.order_id == order.id).options(*loading).order_by(Invoice.id)
    return {invoice.kind: invoice for invoice in session.scalars(found.execution_options(populate_existing=True))}


def read(invoice: Invoice) -> InvoiceDocument:
    return InvoiceDocument.from_json(invoice.document)


def by_rate(rows: Iterable[InvoiceVatTotal]) -> Counter[tuple[int, str]]:
    sums = Counter[tuple[int, str]]()
    for row in rows:
        sums[row.vat_bp, "net"] += row.net_cents
        sums[row.vat_bp, "vat"] += row.vat_cents
    return sums


def on(order: Order, *purposes: AccountPurpose) -> int:
    total = func.sum(JournalLine.debit_cents - JournalLine.credit_cents)
    lines = select(total).join(JournalEntry).where(JournalEntry.order_id == order.id)
    return int(session.scalar(lines.where(JournalLine.purpose.in_(purposes))) or 0)


def pay(order: Order, cents: int) -> None:
    if cents > 0:
        receive_payment(order_id=order.id, means=PaymentMeans.TRANSFER, amount_cents=cents, actor="test")


def do_the_work(order: Order) -> None:
    for action in (OrderAction.START, OrderAction.FINISH, OrderAction.HAND_OVER):
        move_order(order_id=order.id, action=action, actor="test")


def tell_a_story(chance: Random) -> Order:
    """Places an order, asks for the deposit before or after it is paid, does the work, has it paid."""
    buyer = chance.choice((FIRM, sales.BUYER))
    order = place(drawn_lines(chance), chance.randint(1, 99) * 100, buyer)
    if order.deposit_cents and chance.random() < 0.5:
        confirm_unpaid(order_id=order.id, actor="test")
    pay(order, find_balance(order.id).due_now_cents)
    if chance.random() < 0.3:
        pay(order, chance.randint(0, find_balance(order.id).due_cents))
    if order.status is OrderStatus.PLACED:
        confirm_unpaid(order_id=order.id, actor="test")
    do_the_work(order)
    pay(order, find_balance(order.id).due_cents)
    return order


def check(order: Order) -> None:
    documents = documents_of(order)
    final = documents[InvoiceKind.INVOICE]
    ordered = Counter[tuple[int, str]]()
    for line in order.lines:
        ordered[line.vat_bp, "net"] += line.net_cents
        ordered[line.vat_bp, "vat"] += line.vat_cents
    everything = by_rate(row for invoice in documents.values() for row in invoice.vat_totals)
    assert +everything == +ordered
    assert sum(invoice.gross_cents for invoice in documents.values()) == order.gross_cents
    if deposit := documents.get(InvoiceKind.DEPOSIT):
        assert deposit.gross_cents == order.deposit_cents
        assert read(deposit).type is DocumentType.DEPOSIT_INVOICE
        (past,) = read(final).preceding
        assert (past.number, past.issue_date) == (deposit.number, deposit.issued_on)
        assert by_rate(past.vat_totals) == by_rate(deposit.vat_totals)  # type: ignore[arg-type]
        assert read(final).process.follows_deposit
        assert read(final).gross_cents == order.gross_cents
    for invoice in documents.values():
        assert list(list_record_faults(invoice)) == []
    assert find_balance(order.id).due_cents == 0
    assert on(order, AccountPurpose.CUSTOMERS) == on(order, AccountPurpose.ADVANCES) == 0
    assert on(order, AccountPurpose.VAT_PENDING) == 0
    assert on(order, AccountPurpose.SALES, AccountPurpose.SALES_GOODS) == -order.net_cents
    assert on(order, AccountPurpose.VAT_COLLECTED, AccountPurpose.VAT_GOODS) == -order.vat_cents


def list_everything_wrong() -> list[str]:
    checks = (list_wrong_orders, list_wrong_invoices, list_wrong_entries, list_wrong_balances, list_unbooked_money)
    return [sentence for each in checks for sentence in each()]


@pytest.mark.timeout(0)
def test_deposit_and_invoice_agree_to_the_cent_by_rate(app: Flask, deep: bool) -> None:  # noqa: FBT001
    with app.app_context():
        for number in range(CASES_DEEP if deep else CASES):
            with atomic():
                order = tell_a_story(Random(number))  # noqa: S311 - the same stories on every run
            check(order)
        assert list_everything_wrong() == []


@pytest.mark.timeout(0)
def test_drawn_deposits_and_their_invoices_keep_the_official_rules(app: Flask) -> None:
    with app.app_context():
        for number in range(DRAWN):
            with atomic():
                order = tell_a_story(Random(5_000 + number))  # noqa: S311 - the same on every run
            for invoice in documents_of(order).values():
                xml = build_xml(read(invoice))
                assert validate_xml(xml) == [], read(invoice)
                assert validate_pdf(render_pdf(read(invoice), xml)) == []


def test_a_deposit_that_nobody_pays_is_taken_back_with_the_invoice(app: Flask) -> None:
    with app.app_context(), atomic():
        order = place([AgreedLine("Buffet", 120_000, "intermediaire")], 3000, FIRM)
        confirm_unpaid(order_id=order.id, actor="test")
        assert documents_of(order)[InvoiceKind.DEPOSIT].gross_cents == 39_600
        do_the_work(order)
        documents = documents_of(order)
        assert documents[InvoiceKind.CREDIT_NOTE].gross_cents == -39_600
        assert not read(documents[InvoiceKind.INVOICE]).process.follows_deposit
        assert documents[InvoiceKind.INVOICE].gross_cents == order.gross_cents == 132_000
        assert find_balance(order.id).due_cents == 132_000
        assert on(order, AccountPurpose.ADVANCES) == 0
        assert list_everything_wrong() == []


def test_whoever_calls_off_has_the_deposit_credited(app: Flask) -> None:
    with app.app_context(), atomic():
        order = place([AgreedLine("Site vitrine", 150_000, "normal")], 3000, FIRM)
        pay(order, find_balance(order.id).due_now_cents)
        assert order.status is OrderStatus.CONFIRMED
        cancel_order(order_id=order.id, reason="Le projet s’arrête", actor="test")
        documents = documents_of(order)
        assert documents[InvoiceKind.CREDIT_NOTE].gross_cents == -documents[InvoiceKind.DEPOSIT].gross_cents
        assert find_balance(order.id).owed_back_cents == 54_000
        assert on(order, AccountPurpose.ADVANCES) == 0
        assert list_everything_wrong() == []


def test_a_firm_of_martinique_pays_its_own_rate_on_deposit_and_invoice(app: Flask) -> None:
    with app.app_context(), atomic():
        order = place([AgreedLine("Site vitrine", 150_000, "normal")], 3000, FIRM, Territory.DOM_TAXED)
        assert (order.vat_cents, order.deposit_cents) == (12_750, 48_825)
        pay(order, 48_825)
        do_the_work(order)
        documents = documents_of(order)
        assert {row.vat_bp for invoice in documents.values() for row in invoice.vat_totals} == {850}
        assert documents[InvoiceKind.INVOICE].gross_cents == 162_750 - 48_825
        assert [validate_xml(build_xml(read(invoice))) for invoice in documents.values()] == [[], []]


def test_an_untaxed_territory_says_why(app: Flask) -> None:
    with app.app_context(), atomic():
        lines = [AgreedLine("Site vitrine", 150_000, "normal"), AgreedLine("Livret", 20_000, "reduit")]
        order = place(lines, 0, FIRM, Territory.DOM_UNTAXED)
        assert order.vat_cents == 0
        pay(order, order.gross_cents)
        (invoice,) = documents_of(order).values()
        (total,) = read(invoice).vat_totals
        assert total.exemption is not None
        assert total.exemption.text == "TVA non applicable, art. 294 du CGI"
        assert validate_xml(build_xml(read(invoice))) == []


def test_a_deposit_is_credited_only_until_it_is_deducted(app: Flask) -> None:
    with app.app_context(), atomic():
        order = place([AgreedLine("Site vitrine", 150_000, "normal")], 3000, FIRM)
        pay(order, find_balance(order.id).due_now_cents)
        do_the_work(order)
        deposit = documents_of(order)[InvoiceKind.DEPOSIT]
        with pytest.raises(Refused, match="déjà déduit"):
            credit_whole(deposit.id, reason="Essai", cause="essai", actor="test")
