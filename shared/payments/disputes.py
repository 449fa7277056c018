"""Payments that a customer's bank contests: noted on the order, never acted upon by themselves. Cents."""

from __future__ import annotations

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.orders.services import lock_order
from shared.payments.gateway import DisputeState
from shared.payments.models import DisputeStatus, Payment, PaymentDispute
from shared.payments.verdict import Outcome, Verdict

STRIPE = "stripe"
_ENDS = {"won": DisputeStatus.WON, "lost": DisputeStatus.LOST, "warning_closed": DisputeStatus.WON}


def hear_dispute(told: DisputeState) -> Verdict:
    """Notes what Stripe says of a contested payment; one that is closed stays closed."""
    payment = session.scalar(select(Payment).where(Payment.provider_reference == told.payment_intent))
    if payment is None or not told.payment_intent:
        sentence = "Une banque conteste un paiement que nous ne connaissons pas."
        return Verdict(outcome=Outcome.ANOMALY, kind="unknown_dispute", sentence=sentence)
    lock_order(payment.order_id)
    known = select(PaymentDispute).where(PaymentDispute.provider_reference == told.id).with_for_update()
    dispute = session.scalar(known)
    status = _ENDS.get(told.status, DisputeStatus.OPEN)
    if dispute is None:
        dispute = PaymentDispute(
            provider_reference=told.id,
            payment_id=payment.id,
            amount_cents=told.amount_cents,
            reason=told.reason[:60],
            status=DisputeStatus.OPEN,
            opened_at=clock.now(),
        )
        session.add(dispute)
    elif dispute.status is not DisputeStatus.OPEN or status is DisputeStatus.OPEN:
        return Verdict(outcome=Outcome.LATE)
    if status is not DisputeStatus.OPEN:
        dispute.status, dispute.closed_at = status, clock.now()
    session.flush()
    subject, detail = f"payment:{payment.public_id}", {"status": status.value}
    record_event(actor=STRIPE, action="payment.disputed", subject=subject, detail=dict(detail))
    return Verdict(outcome=Outcome.APPLIED)
