"""What Stripe keeps of each payment for its service, read every night and booked once. Cents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from shared.db import atomic, session, stop_reading
from shared.invoicing.journal.booking import book_shift
from shared.invoicing.models import AccountPurpose, EntryKind
from shared.kernel import clock
from shared.orders.services import lock_order
from shared.payments.gateway import FeeState, list_fees
from shared.payments.models import Payment, PaymentFee


def note_fees(*, since: datetime) -> int:
    """Books the fees that Stripe has kept since an instant and that we have not booked; returns how many.

    Each in its own unit. Raises PaymentUnavailableError when Stripe is out of reach.
    """
    told = list(list_fees(since))
    known = set(session.scalars(select(PaymentFee.id).where(PaymentFee.id.in_([each.id for each in told]))))
    stop_reading()
    noted = 0
    for each in told:
        if each.id not in known:
            with atomic():
                noted += _note(each)
    return noted


def _note(told: FeeState) -> bool:
    """Books one fee; that of a payment which we do not know is left to whoever took it."""
    payment = session.scalar(select(Payment).where(Payment.provider_reference == told.payment_intent))
    if payment is None or session.get(PaymentFee, told.id) is not None:
        return False
    order = lock_order(payment.order_id)
    session.add(PaymentFee(id=told.id, payment_id=payment.id, amount_cents=told.amount_cents, noted_at=clock.now()))
    session.flush()
    book_shift(
        EntryKind.FEE,
        cause=told.id,
        piece=order.reference,
        site_id=order.site_id,
        order_id=order.id,
        debit=AccountPurpose.FEES,
        credit=AccountPurpose.STRIPE,
        amount_cents=told.amount_cents,
    )
    return True
