"""Whether money is still awaited for a document, as a condition on invoices: "paid" is a query, never a column."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, cast, exists, func, select
from sqlalchemy.orm import aliased

from shared.db import session
from shared.invoicing.models import Invoice, InvoiceKind
from shared.payments.models import Payment, PaymentAllocation, Refund, RefundStatus


class Settled(StrEnum):
    """Whether money is still awaited."""

    ALL = "all"
    OWED = "owed"
    PAID = "paid"

    @property
    def label(self) -> str:
        """The French words of the filter."""
        return {"all": "Tous", "owed": "À payer", "paid": "Réglés"}[self.value]

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """The same as conditions on documents; a credit note counts with the invoice that it takes back."""
        return {Settled.ALL: (), Settled.OWED: (owes(),), Settled.PAID: (~owes(),)}[self]


class Receivable(NamedTuple):
    """An invoice that is still to be paid, in whole or in part; `due_on` is the day that it names."""

    number: str
    due_cents: int
    due_on: date | None


def list_receivables(*conditions: ColumnElement[bool]) -> list[Receivable]:
    """Returns the invoices that money is awaited for, the oldest first. One statement."""
    owed = select(Invoice.number, due_cents(), Invoice.document).where(Invoice.kind != InvoiceKind.CREDIT_NOTE, owes())
    rows = session.execute(owed.where(*conditions).order_by(Invoice.issued_on, Invoice.number))
    return [Receivable(number, int(due), _due_on(document)) for number, due, document in rows]


def _due_on(document: str) -> date | None:
    day = json.loads(document)["due_date"]
    return date.fromisoformat(day) if day else None


def due_cents() -> ColumnElement[int]:
    """What the order of an invoice owes: invoiced and credited, less what we kept."""
    of_the_order = aliased(Invoice)
    asked = _sum(of_the_order.gross_cents, of_the_order.order_id == Invoice.order_id)
    received = _sum(Payment.amount_cents, Payment.order_id == Invoice.order_id)
    back = _sum(Refund.amount_cents, Refund.order_id == Invoice.order_id, Refund.status != RefundStatus.FAILED)
    return asked - received + back


def owes() -> ColumnElement[bool]:
    """Whether money is awaited; what was paid in one piece, as most is, is seen without adding up.

    An order that was invoiced after a deposit owes what it owes by that invoice, not by the deposit's.
    """
    whole = PaymentAllocation.amount_cents == Invoice.gross_cents
    paid_whole = exists().where(PaymentAllocation.invoice_id == Invoice.id, whole).correlate(Invoice)
    final = aliased(Invoice)
    deducted = exists().where(final.order_id == Invoice.order_id, final.kind == InvoiceKind.INVOICE).correlate(Invoice)
    stands = (Invoice.kind != InvoiceKind.DEPOSIT) | ~deducted
    return ~paid_whole & stands & (due_cents() > 0)


def _sum(cents: Any, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    total = select(cast(func.coalesce(func.sum(cents), 0), BigInteger)).where(*conditions)
    return total.correlate(Invoice).scalar_subquery()
