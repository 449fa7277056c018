"""Issuing invoices: the number, the frozen copy and the rows, all in the unit of the caller."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from shared.audit.services import record_event
from shared.db import next_number, session
from shared.invoicing import jobs
from shared.invoicing.checks import check
from shared.invoicing.composition import Settlement, compose_invoice, find_seller
from shared.invoicing.crediting import split_by_family
from shared.invoicing.document import InvoiceDocument, PaymentMeans
from shared.invoicing.journal.booking import book_document
from shared.invoicing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceVatTotal
from shared.jobs.services import enqueue
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refused
from shared.orders.models import Order, OrderStatus
from shared.signals import invoice_issued
from shared.workshop import registry

ISSUED, SUBJECT = "invoice.issued", "invoice:"
"""How the chain of events tells that a document was issued."""

PROFESSIONAL_DAYS = 30
"""When a professional who was told nothing else has to pay. Source: C. com. art. L. 441-10, I."""


class Credited(NamedTuple):
    """What a line of a credit note takes back: the line of the invoice, from 1, and cents, VAT included."""

    position: int
    cents: int


def issue_paid_invoice(*, order_id: int, paid_on: date, means: PaymentMeans, actor: str) -> Invoice:
    """Issues the invoice of an order that is paid in full; raises as `issue_invoice` does."""
    order = _order_to_invoice(order_id)
    return _issue(order, Settlement(paid_cents=order.gross_cents, due_on=paid_on, means=means), actor)


def issue_invoice(*, order_id: int, paid_cents: int, actor: str) -> Invoice:
    """Issues the invoice of an order that is not paid, or in part, numbered in the series of its site and year.

    A professional has `PROFESSIONAL_DAYS`, others pay at once. Raises NotFound without such an order, Refused when it
    is invoiced already, is cancelled, or the seller's identity is not set, DocumentError when the document would not be
    right. Number, rows and digest belong to one unit: a rollback leaves no gap. Source: CGI annexe II, art. 242 nonies
    A, I-7°.
    """
    order, today = _order_to_invoice(order_id), clock.today()
    days = PROFESSIONAL_DAYS if order.customer.kind.is_professional else 0
    means = PaymentMeans.TRANSFER if find_seller(today).iban else PaymentMeans.CHEQUE
    settlement = Settlement(paid_cents=paid_cents, due_on=today + timedelta(days=days), means=means)
    return _issue(order, settlement, actor)


def _issue(order: Order, settlement: Settlement, actor: str) -> Invoice:
    workshop = registry().get(order.site.slug)
    if workshop is None:
        sentence = "Cet atelier n’est pas ouvert ici."
        raise NotFound(sentence)
    today = clock.today()
    seller = find_seller(today)
    series = f"{workshop.series}-{today.year}"
    number = f"{series}-{next_number(series):06d}"
    document = compose_invoice(
        order=order, workshop=workshop, seller=seller, number=number, issued_on=today, settlement=settlement
    )
    check(document)
    head = Invoice(
        kind=InvoiceKind.INVOICE,
        series=series,
        site_id=order.site_id,
        order_id=order.id,
        customer_id=order.customer_id,
        customer_kind=order.customer.kind,
        issued_by=actor,
    )
    return freeze(document, head=head, families=[line.family for line in order.lines])


def _order_to_invoice(order_id: int) -> Order:
    loading = (
        *(joinedload(Order.site), joinedload(Order.customer), joinedload(Order.delivery)),
        selectinload(Order.lines),
    )
    order = session.scalar(select(Order).where(Order.id == order_id).options(*loading).with_for_update(of=Order))
    if order is None:
        sentence = "Cette commande n’existe pas."
        raise NotFound(sentence)
    if order.status is OrderStatus.CANCELLED:
        sentence = f"La commande {order.reference} est annulée."
        raise Refused(sentence)
    issued = select(Invoice.number).where(Invoice.order_id == order_id, Invoice.kind == InvoiceKind.INVOICE)
    if number := session.scalar(issued):
        sentence = f"La commande {order.reference} a déjà sa facture, {number}."
        raise Refused(sentence)
    return order


def freeze(
    document: InvoiceDocument, *, head: Invoice, families: Sequence[str], credited: Sequence[Credited] = ()
) -> Invoice:
    """Inserts a document under its `head`, with its lines and its totals per rate: nothing of them changes afterwards.

    Rows count signed cents, negative for a credit note; `credited` says what each of its lines takes back, `families`
    by what each is added up.
    """
    text, sign = document.to_json(), -1 if document.is_credit else 1
    head.number, head.issued_on = document.number, document.issue_date
    head.net_cents, head.vat_cents = sign * document.net_cents, sign * document.vat_cents
    head.gross_cents = sign * document.gross_cents
    head.document, head.sha256 = text, hashlib.sha256(text.encode()).hexdigest()
    head.issued_at = clock.now()
    head.lines = [
        InvoiceLine(
            position=position,
            label=line.label,
            family=family,
            quantity_e4=line.quantity_e4,
            unit_price_micros=line.unit_price_micros,
            vat_bp=line.vat_bp,
            net_cents=sign * line.net_cents,
            credited_position=part.position if part else None,
            credited_cents=part.cents if part else None,
        )
        for position, (line, part, family) in enumerate(zip_longest(document.lines, credited, families), start=1)
    ]
    head.vat_totals = [
        InvoiceVatTotal(
            vat_bp=total.vat_bp,
            vat_category=total.vat_category.value,
            family=family,
            net_cents=sign * net,
            vat_cents=sign * vat,
            gross_cents=sign * (net + vat),
        )
        for total in document.vat_totals
        for family, net, vat in split_by_family(document, total, families)
    ]
    session.add(head)
    session.flush()
    book_document(head, document)
    enqueue(jobs.MAKE_FILES, unique_key=f"invoice-files-{head.public_id}", invoice_id=head.id)
    # The chain of events holds the digest too: a document put in another's place, digest and all, is found out.
    detail: dict[str, object] = {"sha256": head.sha256}
    record_event(actor=head.issued_by, action=ISSUED, subject=f"{SUBJECT}{head.number}", detail=detail)
    invoice_issued.send(invoice_id=head.id, order_id=head.order_id)
    return head
