"""Payments that a customer's bank contests: noted on the order, booked, never acted upon by themselves. Cents."""

from __future__ import annotations

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.invoicing.journal.booking import book_shift
from shared.invoicing.models import AccountPurpose, EntryKind
from shared.kernel import clock
from shared.orders.models import Order
from shared.orders.services import lock_order
from shared.payments.gateway import DisputeState
from shared.payments.models import DisputeStatus, Payment, PaymentDispute
from shared.payments.verdict import Outcome, Verdict

STRIPE = "stripe"
_ENDS = {"won": DisputeStatus.WON, "lost": DisputeStatus.LOST, "warning_closed": DisputeStatus.WON}
_INQUIRY = "warning"
"""How Stripe calls what is asked before any money is taken back."""


def hear_dispute(told: DisputeState) -> Verdict:
    """Notes what Stripe says of a contested payment and books where its money lies; a closed one stays closed."""
    payment = session.scalar(select(Payment).where(Payment.provider_reference == told.payment_intent))
    if payment is None or not told.payment_intent:
        sentence = "Une banque conteste un paiement que nous ne connaissons pas."
        return Verdict(outcome=Outcome.ANOMALY, kind="unknown_dispute", sentence=sentence)
    order = lock_order(payment.order_id)
    known = select(PaymentDispute).where(PaymentDispute.provider_reference == told.id).with_for_update()
    dispute = session.scalar(known)
    status = _ENDS.get(told.status, DisputeStatus.OPEN)
    takes_money = not told.status.startswith(_INQUIRY)
    if dispute is None:
        dispute = PaymentDispute(
            provider_reference=told.id,
            payment_id=payment.id,
            amount_cents=told.amount_cents,
            reason=told.reason[:60],
            status=DisputeStatus.OPEN,
            withdrawn=False,
            opened_at=clock.now(),
        )
        session.add(dispute)
    elif dispute.status is not DisputeStatus.OPEN or (
        status is DisputeStatus.OPEN and dispute.withdrawn >= takes_money
    ):
        return Verdict(outcome=Outcome.LATE)
    if takes_money and not dispute.withdrawn:
        dispute.withdrawn = True
        _book(EntryKind.DISPUTE, dispute, order, to=AccountPurpose.DISPUTES, out_of=AccountPurpose.STRIPE)
    if status is not DisputeStatus.OPEN:
        dispute.status, dispute.closed_at = status, clock.now()
        if dispute.withdrawn:
            _book_end(dispute, order)
    session.flush()
    subject, detail = f"payment:{payment.public_id}", {"status": status.value}
    record_event(actor=STRIPE, action="payment.disputed", subject=subject, detail=dict(detail))
    return Verdict(outcome=Outcome.APPLIED)


def _book_end(dispute: PaymentDispute, order: Order) -> None:
    """The money comes back to us, or is lost: whether the customer still owes it is for a person to say."""
    if dispute.status is DisputeStatus.WON:
        _book(EntryKind.DISPUTE_WON, dispute, order, to=AccountPurpose.STRIPE, out_of=AccountPurpose.DISPUTES)
    else:
        _book(EntryKind.DISPUTE_LOST, dispute, order, to=AccountPurpose.LOSSES, out_of=AccountPurpose.DISPUTES)


def _book(
    kind: EntryKind, dispute: PaymentDispute, order: Order, *, to: AccountPurpose, out_of: AccountPurpose
) -> None:
    book_shift(
        kind,
        cause=dispute.provider_reference[:60],
        piece=order.reference,
        site_id=order.site_id,
        order_id=order.id,
        debit=to,
        credit=out_of,
        amount_cents=dispute.amount_cents,
    )
