"""A professional is quoted without VAT, and the invoice names what the law wants named; a public body's numbers too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from shared.db import atomic, session
from shared.invoicing.document import BuyerKind, InvoiceDocument
from shared.invoicing.examination import list_faults
from shared.invoicing.jobs import make_files
from shared.invoicing.models import Invoice
from shared.kernel.identifiers import new_public_id
from shared.kernel.money import vat_cents
from shared.orders.models import CatalogueItem, CustomerKind, Order, OrderLine
from shared.orders.pricing import Quote, Wish, count, quote
from shared.orders.services import place_order, register_customer
from shared.orders.verification import list_wrong_orders
from shared.payments.models import PaymentMeans
from shared.payments.services import receive_payment
from shared.workshop import find_site
from tests.support.sales import BUYER, sell
from tests.support.shelf import put_on_sale

MONDAY = date(2026, 11, 16)
FIRM = replace(
    BUYER,
    kind=CustomerKind.COMPANY,
    name="Menuiserie du Canal",
    contact="Camille Saule",
    siret="12345678200002",
    vat_number="FR11123456782",
)
TOWN = replace(FIRM, kind=CustomerKind.PUBLIC, name="Commune d’Exemple", vat_number=None, service_code="VOIRIE-2")

pytestmark = pytest.mark.usefixtures("context")


def issued(invoice: Invoice) -> InvoiceDocument:
    """Makes the files, has them examined by the official rules, and returns what the document says."""
    make_files(invoice_id=invoice.id)
    assert list(list_faults(invoice.number)) == []
    return InvoiceDocument.from_json(invoice.document)


def test_a_company_s_invoice_names_its_siren_and_shows_nets() -> None:
    with atomic():
        invoice = sell(MONDAY, buyer=FIRM)
    document = issued(invoice)

    assert document.buyer_kind is BuyerKind.BUSINESS
    assert (document.buyer.siren, document.buyer.siret) == ("123456782", "12345678200002")
    assert document.buyer.vat_number == "FR11123456782"
    assert document.buyer.address.lines == ("Camille Saule", "12 rue des Exemples")
    (line,) = document.lines
    assert (line.unit_price_micros, line.net_cents, line.gross_cents) == (74_170_000, 7417, None)


def test_a_public_body_s_invoice_bears_its_own_numbers() -> None:
    with atomic():
        item = session.scalars(select(CatalogueItem).where(CatalogueItem.code == "vidange")).one()
        sell(MONDAY)
        placed = place_order(
            public_id=new_public_id(),
            site_id=find_site("auto-bleue").id,
            customer=register_customer(details=TOWN, actor="test"),
            wishes=[Wish(item.id, item.price_cents)],
            purchase_order="EJ-2026-0042",
            actor="test",
        ).order
        receive_payment(order_id=placed.id, means=PaymentMeans.TRANSFER, amount_cents=placed.gross_cents, actor="test")
    document = issued(session.scalars(select(Invoice).where(Invoice.order_id == placed.id)).one())
    assert (document.order_reference, document.buyer_reference) == ("EJ-2026-0042", "VOIRIE-2")
    assert document.buyer_kind is BuyerKind.PUBLIC


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    prices=st.lists(st.integers(1, 99_999), min_size=1, max_size=3),
    quantities=st.lists(st.integers(1, 90_000), min_size=3, max_size=3),
)
def test_an_order_of_a_professional_adds_up_whatever_the_prices(prices: list[int], quantities: list[int]) -> None:
    with atomic():
        site = find_site("auto-bleue")
        items = [put_on_sale("Article", price) for price in prices]
        order = place_order(
            public_id=new_public_id(),
            site_id=site.id,
            customer=register_customer(details=FIRM, actor="test"),
            wishes=[
                Wish(item.id, item.price_cents, quantity * 10_000)
                for item, quantity in zip(items, quantities, strict=False)
            ],
            actor="test",
        ).order
        lines = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)).all()
        assert order.net_cents == sum(line.net_cents for line in lines)
        assert order.vat_cents == sum(line.vat_cents for line in lines) == vat_cents(order.net_cents, 2000)
        assert order.gross_cents == order.net_cents + order.vat_cents
        assert list(list_wrong_orders()) == []
    assert session.get(Order, order.id) is order


@given(price=st.integers(1, 10**7), vat_bp=st.sampled_from((2000, 1000, 550)))
def test_a_quote_moves_by_a_cent_at_most(price: int, vat_bp: int) -> None:
    def cost(buyer: CustomerKind) -> Quote:
        line = OrderLine(quantity_e4=10_000, unit_gross_cents=price, gross_cents=price, vat_bp=vat_bp)
        count([line], buyer)
        return quote([line])

    person, firm = cost(CustomerKind.PERSON), cost(CustomerKind.COMPANY)
    assert person.gross_cents == price
    assert firm.net_cents == person.net_cents
    assert abs(firm.gross_cents - price) <= 1
