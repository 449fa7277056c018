"""What an order still owes, always recomputed from what was ordered, credited, received and given back. Cents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from shared.db import session
from shared.invoicing.models import Invoice, InvoiceKind
from shared.orders.models import Order, OrderStatus
from shared.payments.models import Payment, Refund, RefundStatus


@dataclass(frozen=True, kw_only=True)
class Balance:
    """The money of one order. An order that was cancelled asks for no more than was invoiced.

    `deposit_cents` is what is asked before the work begins, 0 once the whole is invoiced or when nothing is.
    """

    asked_cents: int
    credited_cents: int
    received_cents: int
    refunded_cents: int
    deposit_cents: int = 0

    @property
    def kept_cents(self) -> int:
        """What we hold of the customer's money."""
        return self.received_cents - self.refunded_cents

    @property
    def due_cents(self) -> int:
        """What the customer owes; negative when we owe."""
        return self.asked_cents - self.credited_cents - self.kept_cents

    @property
    def due_now_cents(self) -> int:
        """What the customer is asked to pay at this moment: the deposit first, the rest with the invoice."""
        if self.deposit_cents:
            return max(0, min(self.due_cents, self.deposit_cents - self.kept_cents))
        return max(0, self.due_cents)

    @property
    def owed_back_cents(self) -> int:
        """What we owe the customer."""
        return max(0, -self.due_cents)


def find_balance(order_id: int) -> Balance:
    """Returns the balance of one order. One statement; whoever acts on it holds the order first."""
    return list_balances([order_id])[order_id]


def list_balances(order_ids: Sequence[int] | None = None) -> dict[int, Balance]:
    """Returns the balances of orders, of all orders when none are named. One statement whatever their number."""
    columns = (
        Order.id,
        Order.status,
        Order.gross_cents,
        Order.deposit_cents,
        _final.exists().correlate(Order),
        _total(Invoice.gross_cents, Invoice.kind != InvoiceKind.CREDIT_NOTE, of=Invoice.order_id),
        _total(Invoice.gross_cents, Invoice.kind == InvoiceKind.CREDIT_NOTE, of=Invoice.order_id),
        _total(Payment.amount_cents, of=Payment.order_id),
        _total(Refund.amount_cents, Refund.status != RefundStatus.FAILED, of=Refund.order_id),
    )
    named = select(*columns).where(Order.id.in_(order_ids)) if order_ids is not None else select(*columns)
    rows = session.execute(named)
    return {
        order_id: Balance(
            # Until it is invoiced an order asks for what it costs, whatever of a deposit has been credited.
            asked_cents=invoiced if is_final or status is OrderStatus.CANCELLED else gross - credited,
            credited_cents=-credited,
            received_cents=received,
            refunded_cents=refunded,
            deposit_cents=0 if is_final else deposit,
        )
        for order_id, status, gross, deposit, is_final, invoiced, credited, received, refunded in rows
    }


_final = select(Invoice.id).where(Invoice.order_id == Order.id, Invoice.kind == InvoiceKind.INVOICE)


def _total(
    cents: InstrumentedAttribute[int], *conditions: ColumnElement[bool], of: InstrumentedAttribute[Any]
) -> ColumnElement[int]:
    """Returns the sum of a column over the rows of an order; as an integer: PostgreSQL gives a decimal."""
    total = select(cast(func.coalesce(func.sum(cents), 0), BigInteger)).where(of == Order.id, *conditions)
    return total.correlate(Order).scalar_subquery()
