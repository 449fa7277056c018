"""Issuing invoices: the number, the frozen copy and the rows, all in the unit of the caller."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import zip_longest
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from shared.audit.services import record_event
from shared.db import next_number, session
from shared.invoicing import jobs
from shared.invoicing.checks import check
from shared.invoicing.composition import Bill, Settlement, compose_bill, find_seller
from shared.invoicing.crediting import Sort, split_by_sort
from shared.invoicing.document import (
    DocumentType,
    InvoiceDocument,
    PaymentMeans,
    PrecedingInvoice,
    VatCategory,
    VatTotal,
)
from shared.invoicing.journal.booking import book_document
from shared.invoicing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceVatTotal
from shared.jobs.services import enqueue
from shared.kernel import clock
from shared.kernel.codes import Nature
from shared.kernel.errors import NotFound, Refused
from shared.orders.models import Order, OrderStatus
from shared.orders.pricing import deposit_lines
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
    return _issue_final(order, Settlement(paid_cents=order.gross_cents, due_on=paid_on, means=means), actor)


def issue_invoice(*, order_id: int, paid_cents: int, actor: str) -> Invoice:
    """Issues the invoice of an order that is not paid, or in part, numbered in the series of its site and year.

    A professional has `PROFESSIONAL_DAYS`, others pay at once; what deposits have asked for is deducted. Raises
    NotFound without such an order, Refused when it is invoiced already, is cancelled, or the seller's identity is not
    set, DocumentError when the document would not be right. Number, rows and digest belong to one unit: a rollback
    leaves no gap. Source: CGI annexe II, art. 242 nonies A, I-7°.
    """
    order = _order_to_invoice(order_id)
    days = PROFESSIONAL_DAYS if order.customer.kind.is_professional else 0
    return _issue_final(order, _to_pay(paid_cents, days), actor)


def issue_deposit(*, order_id: int, paid_with: PaymentMeans | None, actor: str) -> Invoice:
    """Issues the invoice of the deposit that an order asks for: paid already, or to be paid before the work begins.

    Raises as `issue_invoice` does. Source: CGI art. 289, I-1-c; EN 16931 type 386.
    """
    order = _order_to_invoice(order_id)
    lines = deposit_lines(order.lines, order.deposit_bp, order.customer.kind)
    if not lines or _list_deposits(order_id):
        raise Refused(f"La commande {order.reference} n’attend pas d’acompte.")
    asked = sum(line.gross_cents for line in lines)
    settlement = (
        Settlement(paid_cents=asked, due_on=clock.today(), means=paid_with) if paid_with else _to_pay(0, days=0)
    )
    bill = Bill(type=DocumentType.DEPOSIT_INVOICE, order=order, lines=lines, settlement=settlement)
    return _issue(bill, InvoiceKind.DEPOSIT, "-AC", actor)


def _to_pay(paid_cents: int, days: int) -> Settlement:
    today = clock.today()
    means = PaymentMeans.TRANSFER if find_seller(today).iban else PaymentMeans.CHEQUE
    return Settlement(paid_cents=paid_cents, due_on=today + timedelta(days=days), means=means)


def _issue_final(order: Order, settlement: Settlement, actor: str) -> Invoice:
    deposits = _list_deposits(order.id)
    bill = Bill(
        type=DocumentType.INVOICE,
        order=order,
        lines=order.lines,
        settlement=settlement,
        deposits=tuple(_preceding(deposit) for deposit in deposits),
    )
    return _issue(bill, InvoiceKind.INVOICE, "", actor, deducted=[row for each in deposits for row in each.left])


class _Deposit(NamedTuple):
    """The invoice of a deposit, and what credit notes have left of it at each rate."""

    invoice: Invoice
    left: list[InvoiceVatTotal]


def _list_deposits(order_id: int) -> list[_Deposit]:
    """Returns the deposits of an order of which something is left, the oldest first."""
    asked = select(Invoice).where(Invoice.order_id == order_id, Invoice.kind == InvoiceKind.DEPOSIT)
    deposits = []
    for invoice in session.scalars(asked.order_by(Invoice.id)).all():
        of_it = or_(Invoice.id == invoice.id, Invoice.credited_invoice_id == invoice.id)
        left: dict[tuple[int, str, str, Nature], InvoiceVatTotal] = {}
        for row in session.scalars(select(InvoiceVatTotal).join(Invoice).where(of_it).order_by(InvoiceVatTotal.id)):
            total = left.setdefault((row.vat_bp, row.vat_category, row.family, row.nature), _nothing_like(row))
            total.net_cents += row.net_cents
            total.vat_cents += row.vat_cents
            total.gross_cents += row.gross_cents
        if rest := [total for total in left.values() if total.gross_cents]:
            deposits.append(_Deposit(invoice, rest))
    return deposits


def _nothing_like(row: InvoiceVatTotal) -> InvoiceVatTotal:
    return InvoiceVatTotal(
        vat_bp=row.vat_bp,
        vat_category=row.vat_category,
        family=row.family,
        nature=row.nature,
        net_cents=0,
        vat_cents=0,
        gross_cents=0,
    )


def _preceding(deposit: _Deposit) -> PrecedingInvoice:
    exemptions = {
        (total.vat_bp, total.vat_category.value): total.exemption
        for total in InvoiceDocument.from_json(deposit.invoice.document).vat_totals
    }
    sums = Counter[tuple[int, str, str]]()
    for row in deposit.left:
        sums[row.vat_bp, row.vat_category, "net"] += row.net_cents
        sums[row.vat_bp, row.vat_category, "vat"] += row.vat_cents
    return PrecedingInvoice(
        number=deposit.invoice.number,
        issue_date=deposit.invoice.issued_on,
        vat_totals=tuple(
            VatTotal(
                vat_bp=vat_bp,
                vat_category=VatCategory.of(category),
                net_cents=sums[vat_bp, category, "net"],
                vat_cents=sums[vat_bp, category, "vat"],
                exemption=exemptions[vat_bp, category],
            )
            for vat_bp, category in dict.fromkeys((row.vat_bp, row.vat_category) for row in deposit.left)
        ),
    )


def _issue(
    bill: Bill, kind: InvoiceKind, mark: str, actor: str, *, deducted: Sequence[InvoiceVatTotal] = ()
) -> Invoice:
    """Numbers a bill in its series (`mark` tells deposits apart) and freezes it."""
    order = bill.order
    workshop = registry().get(order.site.slug)
    if workshop is None:
        sentence = "Cet atelier n’est pas ouvert ici."
        raise NotFound(sentence)
    today = clock.today()
    seller = find_seller(today)
    series = f"{workshop.series}{mark}-{today.year}"
    number = f"{series}-{next_number(series):06d}"
    document = compose_bill(bill, workshop=workshop, seller=seller, number=number, issued_on=today)
    check(document)
    head = Invoice(
        kind=kind,
        series=series,
        site_id=order.site_id,
        order_id=order.id,
        customer_id=order.customer_id,
        customer_kind=order.customer.kind,
        issued_by=actor,
    )
    return freeze(
        document,
        head=head,
        sorts=[Sort(line.family, line.nature) for line in bill.lines],
        deducted=deducted,
        book=partial(book_document, deducted=deducted, on_advances=kind is InvoiceKind.DEPOSIT),
    )


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
    document: InvoiceDocument,
    *,
    head: Invoice,
    sorts: Sequence[Sort],
    book: Callable[[Invoice, InvoiceDocument], object],
    credited: Sequence[Credited] = (),
    deducted: Sequence[InvoiceVatTotal] = (),
) -> Invoice:
    """Inserts a document under its `head`, with its lines and its totals per rate: nothing of them changes afterwards.

    Rows count signed cents, negative for a credit note, less what deposits have asked for already (`deducted`).
    `credited` says what each of its lines takes back, `sorts` by what each is added up, `book` writes the journal.
    """
    text, sign = document.to_json(), -1 if document.is_credit else 1
    head.number, head.issued_on = document.number, document.issue_date
    head.vat_totals = _rows_per_rate(document, sign, sorts, deducted)
    head.net_cents = sum(row.net_cents for row in head.vat_totals)
    head.vat_cents = sum(row.vat_cents for row in head.vat_totals)
    head.gross_cents = sum(row.gross_cents for row in head.vat_totals)
    head.document, head.sha256 = text, hashlib.sha256(text.encode()).hexdigest()
    head.issued_at = clock.now()
    head.lines = [
        InvoiceLine(
            position=position,
            label=line.label,
            family=sort.family,
            nature=sort.nature,
            quantity_e4=line.quantity_e4,
            unit_price_micros=line.unit_price_micros,
            vat_bp=line.vat_bp,
            net_cents=sign * line.net_cents,
            credited_position=part.position if part else None,
            credited_cents=part.cents if part else None,
        )
        for position, (line, part, sort) in enumerate(zip_longest(document.lines, credited, sorts), start=1)
    ]
    session.add(head)
    session.flush()
    book(head, document)
    enqueue(jobs.MAKE_FILES, unique_key=f"invoice-files-{head.public_id}", invoice_id=head.id)
    # The chain of events holds the digest too: a document put in another's place, digest and all, is found out.
    detail: dict[str, object] = {"sha256": head.sha256}
    record_event(actor=head.issued_by, action=ISSUED, subject=f"{SUBJECT}{head.number}", detail=detail)
    invoice_issued.send(invoice_id=head.id, order_id=head.order_id)
    return head


def _rows_per_rate(
    document: InvoiceDocument, sign: int, sorts: Sequence[Sort], deducted: Sequence[InvoiceVatTotal]
) -> list[InvoiceVatTotal]:
    rows: dict[tuple[int, str, Sort], list[int]] = {}
    for total in document.vat_totals:
        for sort, net, vat in split_by_sort(document, total, sorts):
            rows[total.vat_bp, total.vat_category.value, sort] = [sign * net, sign * vat]
    for row in deducted:
        cents = rows.setdefault((row.vat_bp, row.vat_category, Sort(row.family, row.nature)), [0, 0])
        cents[0] -= row.net_cents
        cents[1] -= row.vat_cents
    return [
        InvoiceVatTotal(
            vat_bp=vat_bp,
            vat_category=category,
            family=sort.family,
            nature=sort.nature,
            net_cents=net,
            vat_cents=vat,
            gross_cents=net + vat,
        )
        for (vat_bp, category, sort), (net, vat) in rows.items()
    ]
