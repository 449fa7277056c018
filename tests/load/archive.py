"""Years of invoices, loaded at once: what the lists and the books are measured over. No screen could make as many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text

from shared.db import Base, atomic, database, session
from shared.db.sequences import Sequence as Counter
from shared.invoicing.models import Invoice, InvoiceKind, InvoiceVatTotal
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.orders.models import Customer, CustomerKind, Order, OrderStatus
from shared.payments.models import Payment, PaymentMeans
from shared.workshop import find_site
from tests.support.sales import sell

INVOICES = 100_000
CUSTOMERS = 2_000
A_DAY = 100
UNPAID_ONE_IN = 200
NET_CENTS, VAT_CENTS = 7417, 1483
GROSS_CENTS = NET_CENTS + VAT_CENTS
BATCH = 5_000
FIRST_KEY = 1_000_000
"""Keys far above those of what is sold while it is measured."""


def fill(app: Flask, invoices: int = INVOICES) -> None:
    """Loads so many invoices of the garage, the last ones of the day before yesterday, nearly all of them paid."""
    with app.app_context(), atomic():
        # One real document says how large they are.
        document = sell(clock.today() - timedelta(days=2)).document
        site_id = find_site("auto-bleue").id
        _insert(Customer, _customers())
        _insert(Order, _orders(site_id, invoices))
        _insert(Invoice, _invoices(site_id, invoices, document))
        _insert(InvoiceVatTotal, _totals(invoices))
        _insert(Payment, _payments(invoices))
        session.execute(insert(Counter), [{"series": "AB-ARCHIVE", "last_number": invoices}])
        assert (session.scalar(select(func.count()).select_from(Invoice)) or 0) > invoices
    with app.app_context(), database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # A server does so by itself a minute later.
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _insert(model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            session.execute(insert(model), batch)
            batch.clear()
    if batch:
        session.execute(insert(model), batch)


def _day(number: int, invoices: int) -> date:
    return clock.today() - timedelta(days=2 + (invoices - number) // A_DAY)


def _keys(invoices: int) -> Sequence[int]:
    return range(1, invoices + 1)


def _customers() -> Iterator[dict[str, Any]]:
    for number in range(CUSTOMERS):
        yield {
            "id": FIRST_KEY + number,
            "public_id": new_public_id(),
            "kind": CustomerKind.PERSON,
            "name": f"Client {number}",
            "email": f"archive{number}@example.org",
            "phone": "0300000000",
            "street": "12 rue des Exemples",
            "postcode": "80000",
            "city": "Amiens",
            "country": "FR",
            "created_at": clock.now(),
        }


def _orders(site_id: int, invoices: int) -> Iterator[dict[str, Any]]:
    for number in _keys(invoices):
        yield {
            "id": FIRST_KEY + number,
            "public_id": new_public_id(),
            "reference": f"CMD-ARCHIVE-{number:06d}",
            "site_id": site_id,
            "customer_id": FIRST_KEY + number % CUSTOMERS,
            "status": OrderStatus.DONE,
            "secret_sha256": f"{number:064x}",
            "net_cents": NET_CENTS,
            "vat_cents": VAT_CENTS,
            "gross_cents": GROSS_CENTS,
            "placed_at": clock.at_paris(_day(number, invoices), 9),
        }


def _invoices(site_id: int, invoices: int, document: str) -> Iterator[dict[str, Any]]:
    for number in _keys(invoices):
        day = _day(number, invoices)
        yield {
            "id": FIRST_KEY + number,
            "public_id": new_public_id(),
            "kind": InvoiceKind.INVOICE,
            "series": "AB-ARCHIVE",
            "number": f"AB-ARCHIVE-{number:06d}",
            "issued_on": day,
            "site_id": site_id,
            "order_id": FIRST_KEY + number,
            "customer_id": FIRST_KEY + number % CUSTOMERS,
            "customer_kind": CustomerKind.PERSON,
            "net_cents": NET_CENTS,
            "vat_cents": VAT_CENTS,
            "gross_cents": GROSS_CENTS,
            "document": document,
            "sha256": f"{number:064x}",
            "issued_at": clock.at_paris(day, 9),
            "issued_by": "bench",
        }


def _totals(invoices: int) -> Iterator[dict[str, Any]]:
    for number in _keys(invoices):
        yield {
            "invoice_id": FIRST_KEY + number,
            "vat_bp": 2000,
            "vat_category": "S",
            "net_cents": NET_CENTS,
            "vat_cents": VAT_CENTS,
            "gross_cents": GROSS_CENTS,
        }


def _payments(invoices: int) -> Iterator[dict[str, Any]]:
    for number in _keys(invoices):
        if number % UNPAID_ONE_IN:
            yield {
                "public_id": new_public_id(),
                "order_id": FIRST_KEY + number,
                "means": PaymentMeans.CARD_ONLINE,
                "amount_cents": GROSS_CENTS,
                "received_at": clock.at_paris(_day(number, invoices), 10),
            }
