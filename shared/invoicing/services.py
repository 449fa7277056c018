"""Issuing invoices: the number, the frozen copy and the rows, all in the unit of the caller."""

from __future__ import annotations

import hashlib
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from shared.audit.services import record_event
from shared.db import next_number, session
from shared.invoicing import jobs
from shared.invoicing.checks import check
from shared.invoicing.composition import compose_invoice, find_seller
from shared.invoicing.document import InvoiceDocument, PaymentMeans
from shared.invoicing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceVatTotal
from shared.jobs.services import enqueue
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refused
from shared.orders.models import Order
from shared.signals import invoice_issued
from shared.workshop import registry


def issue_paid_invoice(*, order_id: int, paid_on: date, means: PaymentMeans, actor: str) -> Invoice:
    """Issues the invoice of an order that is paid in full, numbered in the series of its site and year.

    Enqueues the making of its files. Raises NotFound without such an order, Refused when it is invoiced already or when
    the seller's identity is not set, DocumentError when the document would not be right. Number, rows and digest belong
    to one unit: a rollback leaves no gap. Source: CGI annexe II, art. 242 nonies A, I-7°.
    """
    order = _order_to_invoice(order_id)
    workshop = registry().get(order.site.slug)
    if workshop is None:
        sentence = "Cet atelier n’est pas ouvert ici."
        raise NotFound(sentence)
    today = clock.today()
    seller = find_seller(today)
    series = f"{workshop.series}-{today.year}"
    number = f"{series}-{next_number(series):06d}"
    document = compose_invoice(
        order=order, workshop=workshop, seller=seller, number=number, issued_on=today, paid_on=paid_on, means=means
    )
    check(document)
    invoice = _freeze(document, order=order, series=series, actor=actor)
    enqueue(jobs.MAKE_FILES, unique_key=f"invoice-files-{invoice.public_id}", invoice_id=invoice.id)
    record_event(actor=actor, action="invoice.issued", subject=f"invoice:{invoice.number}")
    invoice_issued.send(invoice_id=invoice.id, order_id=order.id)
    return invoice


def _order_to_invoice(order_id: int) -> Order:
    loading = (joinedload(Order.site), joinedload(Order.customer), selectinload(Order.lines))
    order = session.scalar(select(Order).where(Order.id == order_id).options(*loading).with_for_update(of=Order))
    if order is None:
        sentence = "Cette commande n’existe pas."
        raise NotFound(sentence)
    issued = select(Invoice.number).where(Invoice.order_id == order_id, Invoice.kind == InvoiceKind.INVOICE)
    if number := session.scalar(issued):
        sentence = f"La commande {order.reference} a déjà sa facture, {number}."
        raise Refused(sentence)
    return order


def _freeze(document: InvoiceDocument, *, order: Order, series: str, actor: str) -> Invoice:
    """Inserts the document, its lines and its totals per rate, complete: nothing of them changes afterwards."""
    text = document.to_json()
    invoice = Invoice(
        kind=InvoiceKind.INVOICE,
        series=series,
        number=document.number,
        issued_on=document.issue_date,
        site_id=order.site_id,
        order_id=order.id,
        customer_id=order.customer_id,
        customer_kind=order.customer.kind,
        net_cents=document.net_cents,
        vat_cents=document.vat_cents,
        gross_cents=document.gross_cents,
        document=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        issued_at=clock.now(),
        issued_by=actor,
        lines=[
            InvoiceLine(
                position=position,
                label=line.label,
                quantity_e4=line.quantity_e4,
                unit_price_micros=line.unit_price_micros,
                vat_bp=line.vat_bp,
                net_cents=line.net_cents,
            )
            for position, line in enumerate(document.lines, start=1)
        ],
        vat_totals=[
            InvoiceVatTotal(
                vat_bp=total.vat_bp,
                vat_category=total.vat_category.value,
                net_cents=total.net_cents,
                vat_cents=total.vat_cents,
                gross_cents=total.net_cents + total.vat_cents,
            )
            for total in document.vat_totals
        ],
    )
    session.add(invoice)
    session.flush()
    return invoice
