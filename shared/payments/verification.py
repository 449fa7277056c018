"""Recomputing balances: what was paid, what it was booked on, and what is owed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import BigInteger, ColumnElement, and_, cast, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from shared.db import session
from shared.invoicing.models import Invoice, InvoiceKind
from shared.kernel.money import euros
from shared.orders.models import Order, OrderStatus
from shared.payments.balance import list_balances
from shared.payments.models import Payment, PaymentAllocation, Refund, RefundStatus

_WAITING = (OrderStatus.PLACED, OrderStatus.PROCESSING, OrderStatus.CONFIRMED)


def list_wrong_balances() -> Iterator[str]:
    """Yields one sentence for each order, payment or invoice whose money does not add up."""
    yield from _wrong_orders()
    yield from _wrong_payments()
    yield from _wrong_invoices()
    yield from _wrong_refunds()


def _wrong_orders() -> Iterator[str]:
    """Nobody pays more than was asked; what is called paid is paid, what waits for its money has not got all of it."""
    totals = (
        select(Order.reference, Order.status, Order.gross_cents, _total(Payment.amount_cents))
        .outerjoin(Payment)
        .group_by(Order.id)
    )
    for reference, status, gross, received in session.execute(totals.order_by(Order.id)):
        short, over = received < gross, received > gross
        if over or (status is OrderStatus.PAID and short) or (status in _WAITING and not short):
            yield f"commande {reference} ({status.label})\u00a0: {euros(received)} reçus pour {euros(gross)}"


def _wrong_payments() -> Iterator[str]:
    """What was received for an order is booked on its invoice, whole, as soon as there is one."""
    booked = _total(PaymentAllocation.amount_cents)
    invoiced = exists().where(Invoice.order_id == Payment.order_id, Invoice.kind == InvoiceKind.INVOICE)
    totals = (
        select(Payment.public_id, Payment.amount_cents, booked, invoiced)
        .outerjoin(PaymentAllocation)
        .group_by(Payment.id)
    )
    for public_id, received, allocated, is_invoiced in session.execute(totals.order_by(Payment.id)):
        if allocated != (received if is_invoiced else 0):
            yield f"paiement {public_id}\u00a0: {euros(received)} reçus, {euros(allocated)} affectés"


def _wrong_invoices() -> Iterator[str]:
    booked = _total(PaymentAllocation.amount_cents)
    totals = select(Invoice.number, Invoice.gross_cents, booked).join(PaymentAllocation).group_by(Invoice.id)
    for number, gross, allocated in session.execute(totals.order_by(Invoice.id)):
        if allocated > gross:
            yield f"facture {number}\u00a0: {euros(allocated)} affectés pour {euros(gross)}"


def _wrong_refunds() -> Iterator[str]:
    """Nobody gets more back than was paid, and what goes back of an invoice is credited."""
    sent = and_(Refund.payment_id == Payment.id, Refund.status != RefundStatus.FAILED)
    totals = select(Payment.public_id, Payment.amount_cents, _total(Refund.amount_cents)).join(Refund, sent)
    for public_id, received, refunded in session.execute(totals.group_by(Payment.id).order_by(Payment.id)):
        if refunded > received:
            yield f"paiement {public_id}\u00a0: {euros(refunded)} rendus pour {euros(received)} reçus"
    invoiced = select(Invoice.order_id).where(Invoice.kind == InvoiceKind.INVOICE)
    orders = select(Order.id, Order.reference).where(Order.id.in_(invoiced), Order.id.in_(select(Refund.order_id)))
    found = session.execute(orders.order_by(Order.id)).all()
    balances = list_balances([row.id for row in found])
    arrived = _arrived_by_order()
    for order_id, reference in found:
        credited = balances[order_id].credited_cents
        if arrived.get(order_id, 0) > credited:
            yield f"commande {reference}\u00a0: {euros(arrived[order_id])} rendus, {euros(credited)} d’avoirs"


def _arrived_by_order() -> dict[int, int]:
    """Returns by order what has gone back, what is only prepared left out: its credit note comes with its answer."""
    gone = Refund.status.in_([RefundStatus.PENDING, RefundStatus.SUCCEEDED])
    totals = select(Refund.order_id, _total(Refund.amount_cents)).where(gone).group_by(Refund.order_id)
    return {row[0]: row[1] for row in session.execute(totals)}


def _total(cents: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """Returns a sum as an integer: PostgreSQL gives a decimal."""
    return cast(func.coalesce(func.sum(cents), 0), BigInteger)
