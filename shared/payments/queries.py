"""Reading what was paid and what did not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from shared.db import session
from shared.orders.models import Order
from shared.payments.models import Payment, PaymentAnomaly, PaymentDispute, Refund


class AnomalyRow(NamedTuple):
    """An anomaly that nobody has settled, with the reference of its order when it has one."""

    anomaly: PaymentAnomaly
    reference: str | None


def list_payments(order_id: int) -> Sequence[Payment]:
    """Returns the money received for an order, the oldest first."""
    return session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)).all()


def list_refunds(order_id: int) -> Sequence[Refund]:
    """Returns what went back of an order's money, the oldest first."""
    return session.scalars(select(Refund).where(Refund.order_id == order_id).order_by(Refund.id)).all()


def list_disputes(order_id: int) -> Sequence[PaymentDispute]:
    """Returns what a bank contests of an order's payments, the oldest first."""
    of_the_order = select(PaymentDispute).join(Payment).where(Payment.order_id == order_id)
    return session.scalars(of_the_order.order_by(PaymentDispute.id)).all()


def list_open_anomalies() -> list[AnomalyRow]:
    """Returns what nobody has settled yet, the oldest first."""
    rows = (
        select(PaymentAnomaly, Order.reference)
        .outerjoin(Order, Order.id == PaymentAnomaly.order_id)
        .where(PaymentAnomaly.settled_at.is_(None))
    )
    return [AnomalyRow(*row) for row in session.execute(rows.order_by(PaymentAnomaly.found_at, PaymentAnomaly.id))]
