"""Recomputing balances: what was paid, what it was booked on, and what is owed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import BigInteger, ColumnElement, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from shared.db import session
from shared.invoicing.models import Invoice
from shared.kernel.money import euros
from shared.orders.models import Order, OrderStatus
from shared.payments.models import Payment, PaymentAllocation

_UNPAID = (OrderStatus.PLACED, OrderStatus.PROCESSING, OrderStatus.CANCELLED)


def list_wrong_balances() -> Iterator[str]:
    """Yields one sentence for each order, payment or invoice whose money does not add up."""
    yield from _wrong_orders()
    yield from _wrong_payments()
    yield from _wrong_invoices()


def _wrong_orders() -> Iterator[str]:
    """An order is paid when, and only when, its payments make its total."""
    totals = (
        select(Order.reference, Order.status, Order.gross_cents, _total(Payment.amount_cents))
        .outerjoin(Payment)
        .group_by(Order.id)
    )
    for reference, status, gross, received in session.execute(totals.order_by(Order.id)):
        if received != (0 if status in _UNPAID else gross):
            yield f"commande {reference} ({status.label})\u00a0: {euros(received)} reçus pour {euros(gross)}"


def _wrong_payments() -> Iterator[str]:
    booked = _total(PaymentAllocation.amount_cents)
    totals = select(Payment.public_id, Payment.amount_cents, booked).outerjoin(PaymentAllocation).group_by(Payment.id)
    for public_id, received, allocated in session.execute(totals.order_by(Payment.id)):
        if received != allocated:
            yield f"paiement {public_id}\u00a0: {euros(received)} reçus, {euros(allocated)} affectés"


def _wrong_invoices() -> Iterator[str]:
    booked = _total(PaymentAllocation.amount_cents)
    totals = select(Invoice.number, Invoice.gross_cents, booked).join(PaymentAllocation).group_by(Invoice.id)
    for number, gross, allocated in session.execute(totals.order_by(Invoice.id)):
        if allocated > gross:
            yield f"facture {number}\u00a0: {euros(allocated)} affectés pour {euros(gross)}"


def _total(cents: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """Returns a sum as an integer: PostgreSQL gives a decimal."""
    return cast(func.coalesce(func.sum(cents), 0), BigInteger)
