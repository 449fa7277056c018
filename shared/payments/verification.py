"""Recomputing balances: what was paid, what it was booked on, and what is owed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import BigInteger, ColumnElement, and_, cast, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from shared.db import session
from shared.invoicing.journal.verification import list_entries_without
from shared.invoicing.models import AccountPurpose, EntryKind, Invoice, InvoiceKind, JournalEntry
from shared.kernel.money import euros
from shared.orders.models import Order, OrderStatus
from shared.payments.balance import list_balances
from shared.payments.models import (
    DisputeStatus,
    Payment,
    PaymentAllocation,
    PaymentDispute,
    PaymentFee,
    Refund,
    RefundStatus,
)

_WAITING = (OrderStatus.PLACED, OrderStatus.PROCESSING, OrderStatus.CONFIRMED)


def list_wrong_balances() -> Iterator[str]:
    """Yields one sentence for each order, payment or invoice whose money does not add up."""
    yield from _wrong_orders()
    yield from _wrong_payments()
    yield from _wrong_invoices()
    yield from _wrong_refunds()


def _wrong_orders() -> Iterator[str]:
    """We keep no more than was asked; what is called paid is paid, what waits for its money has not got all of it."""
    balances = list_balances()
    orders = select(Order.id, Order.reference, Order.status, Order.gross_cents).order_by(Order.id)
    for order_id, reference, status, gross in session.execute(orders):
        balance = balances[order_id]
        short = balance.received_cents < gross
        waiting_in_vain = status in _WAITING and balance.kept_cents >= gross
        if balance.kept_cents > gross or (status is OrderStatus.PAID and short) or waiting_in_vain:
            kept = euros(balance.kept_cents)
            yield f"commande {reference} ({status.label})\u00a0: {kept} reçus pour {euros(gross)}"


def _wrong_payments() -> Iterator[str]:
    """What was received for an order is booked on its documents, whole as soon as it is invoiced."""
    booked = _total(PaymentAllocation.amount_cents)
    invoiced = exists().where(Invoice.order_id == Payment.order_id, Invoice.kind == InvoiceKind.INVOICE)
    totals = (
        select(Payment.public_id, Payment.amount_cents, booked, invoiced)
        .outerjoin(PaymentAllocation)
        .group_by(Payment.id)
    )
    for public_id, received, allocated, is_invoiced in session.execute(totals.order_by(Payment.id)):
        if allocated > received or (is_invoiced and allocated < received):
            yield f"paiement {public_id}\u00a0: {euros(received)} reçus, {euros(allocated)} affectés"


def _wrong_invoices() -> Iterator[str]:
    """No more is booked on an invoice, less what has gone back, than it comes to."""
    balances = list_balances()
    booked = _total(PaymentAllocation.amount_cents)
    totals = select(Invoice.number, Invoice.order_id, Invoice.gross_cents, booked).join(PaymentAllocation)
    for number, order_id, gross, allocated in session.execute(totals.group_by(Invoice.id).order_by(Invoice.id)):
        back = balances[order_id].refunded_cents if order_id else 0
        if allocated - back > gross:
            yield f"facture {number}\u00a0: {euros(allocated)} affectés pour {euros(gross)}"


def _wrong_refunds() -> Iterator[str]:
    """Nobody gets more back than was paid."""
    sent = and_(Refund.payment_id == Payment.id, Refund.status != RefundStatus.FAILED)
    totals = select(Payment.public_id, Payment.amount_cents, _total(Refund.amount_cents)).join(Refund, sent)
    for public_id, received, refunded in session.execute(totals.group_by(Payment.id).order_by(Payment.id)):
        if refunded > received:
            yield f"paiement {public_id}\u00a0: {euros(refunded)} rendus pour {euros(received)} reçus"


def list_unbooked_money() -> Iterator[str]:
    """Yields one sentence for each payment or refund that the journal does not tell as it was."""
    payments = session.execute(select(Payment.public_id, Payment.amount_cents))
    came = {str(public_id): -cents for public_id, cents in payments}
    yield from list_entries_without({EntryKind.PAYMENT: came}, "paiement")
    left = set(session.scalars(select(JournalEntry.cause).where(JournalEntry.kind == EntryKind.REFUND)))
    went, returned = {}, {}
    for public_id, cents, status in session.execute(select(Refund.public_id, Refund.amount_cents, Refund.status)):
        cause = str(public_id)
        # One that Stripe refused outright never went.
        if status in {RefundStatus.PENDING, RefundStatus.SUCCEEDED} or cause in left:
            went[cause] = cents
        if status is RefundStatus.FAILED and cause in left:
            returned[cause] = -cents
    kinds = {EntryKind.REFUND: went, EntryKind.REFUND_RETURNED: returned}
    yield from list_entries_without(kinds, "remboursement")
    yield from _unbooked_disputes()
    fees = {fee.id: fee.amount_cents for fee in session.scalars(select(PaymentFee))}
    yield from list_entries_without({EntryKind.FEE: fees}, "frais", AccountPurpose.FEES)


def _unbooked_disputes() -> Iterator[str]:
    """Money that a bank has taken back is booked as contested, and leaves that account when the dispute ends."""
    ends = {DisputeStatus.WON: EntryKind.DISPUTE_WON, DisputeStatus.LOST: EntryKind.DISPUTE_LOST}
    kinds: dict[EntryKind, dict[str, int]] = {kind: {} for kind in (EntryKind.DISPUTE, *ends.values())}
    for dispute in session.scalars(select(PaymentDispute).where(PaymentDispute.withdrawn)):
        cause = dispute.provider_reference[:60]
        kinds[EntryKind.DISPUTE][cause] = dispute.amount_cents
        if dispute.status in ends:
            kinds[ends[dispute.status]][cause] = -dispute.amount_cents
    yield from list_entries_without(kinds, "contestation", AccountPurpose.DISPUTES)


def _total(cents: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """Returns a sum as an integer: PostgreSQL gives a decimal."""
    return cast(func.coalesce(func.sum(cents), 0), BigInteger)
