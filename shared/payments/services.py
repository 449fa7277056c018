"""Attempts to pay, and money received. Amounts are cents.

Whatever touches the attempts or payments of an order holds the order first (`lock_order`), so that a click and an event
that come at the same time wait for each other.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.invoicing.composition import find_seller
from shared.invoicing.document import PaymentMeans as MeansOnPaper
from shared.invoicing.services import issue_paid_invoice
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refused
from shared.orders.models import OrderAction, OrderStatus
from shared.orders.services import lock_order, move_order
from shared.payments.gateway import HostedPage
from shared.payments.models import (
    ATTEMPT_TRANSITIONS,
    AttemptAction,
    AttemptStatus,
    Payment,
    PaymentAllocation,
    PaymentAnomaly,
    PaymentAttempt,
    PaymentMeans,
)
from shared.signals import order_paid

CURRENCY = "eur"
OPEN_FOR = timedelta(hours=2)
LEAST_OPEN = timedelta(minutes=31)
"""Stripe opens no page for less than 30 minutes; one more for the way."""

LAST_MOMENT = timedelta(minutes=2)
"""A page that closes sooner than this is not worth sending somebody to."""


_ON_PAPER = {PaymentMeans.CARD_ONLINE: MeansOnPaper.CARD}
"""How an invoice names the means that money came by."""


def prepare_attempt(*, order_id: int) -> PaymentAttempt:
    """Returns the attempt through which an order is to be paid now, stored before Stripe hears of it.

    One that is still open is used again. One whose answer never came is sent again, with the same key and the same
    content, so that Stripe opens one page for both. Otherwise a new one begins. Raises Refused when the order awaits no
    payment.
    """
    order = lock_order(order_id)
    if order.status is not OrderStatus.PLACED:
        raise Refused("Cette commande n’attend pas de paiement.")
    now = clock.now()
    # No money is asked for that could not be invoiced.
    find_seller(clock.today())
    attempts = select(PaymentAttempt).where(PaymentAttempt.order_id == order_id)
    latest = session.scalar(attempts.order_by(PaymentAttempt.number.desc()).limit(1))
    if latest is not None and _still_good(latest, now):
        return latest
    number = latest.number + 1 if latest else 1
    attempt = PaymentAttempt(
        order_id=order_id,
        number=number,
        idempotency_key=f"order-{order.public_id}-checkout-v{number}",
        amount_cents=order.gross_cents,
        currency=CURRENCY,
        created_at=now,
        # Stripe counts whole seconds, and a repeat must say the same.
        expires_at=(now + OPEN_FOR).replace(microsecond=0),
    )
    session.add(attempt)
    session.flush()
    return attempt


def store_session(*, attempt_id: int, page: HostedPage, actor: str) -> None:
    """Stores the page that Stripe opened for an attempt; an event may have brought its identifier before."""
    order_id = session.scalars(select(PaymentAttempt.order_id).where(PaymentAttempt.id == attempt_id)).one()
    order = lock_order(order_id)
    attempt = session.get_one(PaymentAttempt, attempt_id, populate_existing=True)
    if attempt.session_id not in {None, page.session_id}:
        raise Refused("Une autre page de paiement est déjà ouverte pour cette commande.")
    adopt_session(attempt, page.session_id)
    attempt.session_url = page.url
    subject = f"order:{order.public_id}"
    record_event(actor=actor, action="payment.opened", subject=subject, detail={"attempt": attempt.number})


def adopt_session(attempt: PaymentAttempt, session_id: str) -> None:
    """Ties an attempt to its Checkout session, whoever brings the identifier first: Stripe's answer or an event."""
    attempt.session_id = session_id
    if attempt.status is AttemptStatus.PREPARED:
        attempt.status = ATTEMPT_TRANSITIONS.after(attempt.status, AttemptAction.OPEN)


def receive_payment(
    *,
    order_id: int,
    means: PaymentMeans,
    amount_cents: int,
    actor: str,
    attempt_id: int | None = None,
    provider_reference: str | None = None,
) -> Payment:
    """Books money that pays an order in full, moves the order on and issues its invoice, all in the caller's unit.

    Raises Refused for another amount than the order's, or when the order awaits no payment.
    """
    order = lock_order(order_id)
    if amount_cents != order.gross_cents:
        raise Refused("Ce montant n’est pas celui de la commande.")
    payment = Payment(
        order_id=order_id,
        attempt_id=attempt_id,
        means=means,
        amount_cents=amount_cents,
        received_at=clock.now(),
        provider_reference=provider_reference,
    )
    session.add(payment)
    session.flush()
    move_order(order_id=order_id, action=OrderAction.PAY, actor=actor)
    subject, detail = f"order:{order.public_id}", {"cents": amount_cents, "means": means.value}
    record_event(actor=actor, action="payment.received", subject=subject, detail=dict(detail))
    invoice = issue_paid_invoice(order_id=order_id, paid_on=clock.today(), means=_ON_PAPER[means], actor=actor)
    session.add(PaymentAllocation(payment_id=payment.id, invoice_id=invoice.id, amount_cents=amount_cents))
    session.flush()
    order_paid.send(order_id=order_id)
    return payment


def settle_anomaly(*, public_id: UUID, actor: str) -> None:
    """Notes that somebody has dealt with what did not fit; raises NotFound, Refused when it was settled before."""
    anomaly = session.scalar(select(PaymentAnomaly).where(PaymentAnomaly.public_id == public_id).with_for_update())
    if anomaly is None:
        raise NotFound("Ce cas n’existe pas.")
    if anomaly.settled_at is not None:
        raise Refused("Ce cas est déjà réglé.")
    anomaly.settled_at = clock.now()
    anomaly.settled_by = actor
    record_event(actor=actor, action="payment.anomaly_settled", subject=f"anomaly:{public_id}")


def _still_good(attempt: PaymentAttempt, now: datetime) -> bool:
    if attempt.status is AttemptStatus.OPEN and attempt.session_url:
        return attempt.expires_at > now + LAST_MOMENT
    # Without an answer from Stripe the same request goes out again, as long as Stripe would still take it.
    return attempt.status in {AttemptStatus.PREPARED, AttemptStatus.OPEN} and attempt.expires_at > now + LEAST_OPEN
