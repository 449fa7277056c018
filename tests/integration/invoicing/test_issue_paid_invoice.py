"""An order is paid and its invoice issued: numbered, complete, frozen, in the unit of the payment."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import selectinload

from shared.db import atomic, session
from shared.invoicing.document import InvoiceDocument, PaymentMeans
from shared.invoicing.examination import list_faults, list_record_faults
from shared.invoicing.jobs import MAKE_FILES, make_files
from shared.invoicing.models import FileKind, Invoice, InvoiceFile, SellerIdentity
from shared.invoicing.pdf import extract_xml
from shared.invoicing.queries import find_file, find_invoice
from shared.invoicing.services import issue_paid_invoice
from shared.jobs.models import OutboxJob
from shared.kernel.errors import NotFound, Refused
from shared.payments.models import PaymentAllocation
from shared.payments.models import PaymentMeans as Means
from shared.payments.services import receive_payment
from tests.support.sales import ACTOR, order, sell

MONDAY = date(2026, 11, 16)

pytestmark = pytest.mark.usefixtures("context")


def test_numbers_follow_each_other_within_a_year_and_start_again_with_the_next() -> None:
    """One series a workshop and a year."""
    with atomic():
        numbers = [sell(day).number for day in (MONDAY, MONDAY, date(2027, 1, 5))]
    assert numbers == ["AB-2026-000001", "AB-2026-000002", "AB-2027-000001"]


def test_the_invoice_says_what_was_sold_to_whom_and_that_it_is_paid() -> None:
    """89,00 € with VAT included: 74,17 € and 14,83 € of VAT, nothing left to pay."""
    with atomic():
        invoice = sell(MONDAY)
    document = InvoiceDocument.from_json(invoice.document)

    assert (invoice.net_cents, invoice.vat_cents, invoice.gross_cents) == (7417, 1483, 8900)
    assert document.buyer.name == "Camille Saule"
    assert document.seller.siren == "123456782"
    assert (document.paid_cents, document.due_cents, document.payment.paid_on) == (8900, 0, MONDAY)
    assert ("Immatriculation", "AB-123-CD") in {(fact.label, fact.value) for fact in document.facts}
    assert document.workshop_label == "Auto Bleue"
    assert invoice.sha256 == hashlib.sha256(invoice.document.encode()).hexdigest()
    assert list(list_record_faults(find_invoice(invoice.number))) == []


def test_the_whole_payment_settles_the_invoice() -> None:
    """Paid is what the allocations say."""
    with atomic():
        invoice = sell(MONDAY)
    settled = session.scalars(select(PaymentAllocation.amount_cents).where(PaymentAllocation.invoice_id == invoice.id))
    assert settled.all() == [invoice.gross_cents]


def test_an_order_is_invoiced_once() -> None:
    """A second wish is refused with the number of the first invoice, and takes no number."""
    with atomic():
        first = sell(MONDAY)
    assert first.order_id is not None
    with pytest.raises(Refused, match=first.number), atomic():
        issue_paid_invoice(order_id=first.order_id, paid_on=MONDAY, means=PaymentMeans.CARD, actor=ACTOR)
    with atomic():
        assert sell(MONDAY).number == "AB-2026-000002"


def test_a_payment_that_fails_after_the_number_was_taken_leaves_no_gap() -> None:
    """Number, rows and payment are one unit."""
    with pytest.raises(ZeroDivisionError):
        _sell_and_fail()
    with atomic():
        assert sell(MONDAY).number == "AB-2026-000001"


def test_without_a_seller_no_money_is_booked() -> None:
    """The identity of the seller is missing: the refusal says so and nothing is half-written."""
    with atomic():
        placed = order(MONDAY)
        session.execute(text("DELETE FROM seller_identities"))
    with pytest.raises(Refused, match="identité du vendeur"), atomic():
        receive_payment(order_id=placed.id, means=Means.CARD_ONLINE, amount_cents=placed.gross_cents, actor=ACTOR)
    assert session.scalars(select(Invoice)).all() == []


def test_the_seller_of_the_day_of_issue_stands_on_the_invoice() -> None:
    """The seat moves; an invoice issued before keeps the old address."""
    with atomic():
        before = sell(MONDAY)
        seat = session.scalars(select(SellerIdentity)).one()
        columns = {c.key: getattr(seat, c.key) for c in SellerIdentity.__table__.columns if c.key != "id"}
        session.add(SellerIdentity(**columns | {"valid_from": date(2026, 12, 1), "city": "Lille"}))
        session.flush()
        after = sell(date(2026, 12, 1))
    cities = [InvoiceDocument.from_json(each.document).seller.address.city for each in (before, after)]
    assert cities == ["Pantin", "Lille"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoices SET gross_cents = gross_cents + 1, vat_cents = vat_cents + 1",
        "DELETE FROM invoices",
        "UPDATE invoice_lines SET label = 'autre'",
        "DELETE FROM invoice_vat_totals",
        "DELETE FROM payment_allocations",
    ],
)
def test_nothing_of_an_issued_invoice_can_be_changed(statement: str) -> None:
    """The database itself refuses, whoever asks."""
    with atomic():
        sell(MONDAY)
    with pytest.raises(DatabaseError, match="append-only"), atomic():
        session.execute(text(statement))


def test_its_files_are_made_by_a_job_once_and_pass_the_official_rules() -> None:
    """XML and PDF/A-3 with the XML inside; a job that runs twice changes nothing."""
    with atomic():
        invoice = sell(MONDAY)
    assert session.scalars(select(OutboxJob.payload).where(OutboxJob.kind == MAKE_FILES)).all() == [
        {"invoice_id": invoice.id}
    ]
    with pytest.raises(NotFound, match="en préparation"):
        find_file(invoice.number, FileKind.PDF)

    make_files(invoice_id=invoice.id)
    made = {file.kind: file.sha256 for file in session.scalars(select(InvoiceFile))}
    make_files(invoice_id=invoice.id)

    assert {file.kind: file.sha256 for file in session.scalars(select(InvoiceFile))} == made
    assert extract_xml(find_file(invoice.number, FileKind.PDF)) == find_file(invoice.number, FileKind.XML)
    assert list(list_faults(invoice.number)) == []


def test_a_changed_cent_is_found_by_the_examination(app: Flask) -> None:
    """With the triggers dropped somebody changes one line: the examination names it."""
    with atomic():
        invoice = sell(MONDAY)
        for statement in _drop_triggers("invoice_lines", app):
            session.execute(text(statement))
        session.execute(text("UPDATE invoice_lines SET net_cents = net_cents + 1"))
    examined = session.scalars(select(Invoice).options(selectinload(Invoice.lines), selectinload(Invoice.vat_totals)))
    assert list(list_record_faults(examined.one())) == ["les lignes enregistrées ne font pas le total"]
    assert invoice.number == "AB-2026-000001"


def _sell_and_fail() -> None:
    with atomic():
        sell(MONDAY)
        raise ZeroDivisionError


def _drop_triggers(table: str, app: Flask) -> list[str]:
    on = f" ON {table}" if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql") else ""
    return [f"DROP TRIGGER {table}_refuse_{verb}{on}" for verb in ("update", "delete")]
