"""What customers of the demonstration do with their money, through the services that the screens and Stripe call."""

from __future__ import annotations

from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.orders.models import Order, OrderAction, OrderStatus
from shared.orders.services import move_order
from shared.orders.terms.withdrawal import declare_withdrawal
from shared.payments.balance import find_balance
from shared.payments.cancellation import cancel_order
from shared.payments.events import receive_event
from shared.payments.gateway import HostedPage, RefundState, SessionState, StripeNews
from shared.payments.models import Payment, PaymentAttempt, PaymentMeans, Refund, RefundStatus
from shared.payments.places import ACTOR as PLACE
from shared.payments.places import TOO_LATE
from shared.payments.refunds import hear_refund, refund_payment
from shared.payments.services import CURRENCY, prepare_attempt, receive_payment, store_session

STRIPE = "stripe"


def pay_online(order: Order, *, actor: str) -> None:
    """Pays as a customer does: a page opens, and Stripe tells that it was paid."""
    attempt = prepare_attempt(order_id=order.id)
    page = HostedPage(f"cs_demo_{attempt.public_id.hex}", "https://example.org/paiement")
    store_session(attempt_id=attempt.id, page=page, actor=actor)
    receive_event(news=_news(attempt, order, page), actor=STRIPE)


def pay_what_is_due(order: Order, means: PaymentMeans, *, actor: str) -> None:
    """Pays what an order still owes at the counter or by transfer; nothing when it owes nothing."""
    if due := find_balance(order.id).due_cents:
        receive_payment(order_id=order.id, means=means, amount_cents=due, actor=actor)


def move_along(order: Order, *actions: OrderAction, actor: str) -> None:
    """Moves an order step by step, unless it was called off meanwhile."""
    for action in actions:
        if order.status is not OrderStatus.CANCELLED:
            move_order(order_id=order.id, action=action, actor=actor)


def walk_away(order: Order) -> None:
    """Never pays: the place is freed, as the worker does it."""
    move_order(order_id=order.id, action=OrderAction.CANCEL, actor=PLACE, reason=TOO_LATE)


def call_off(order: Order, reason: str, *, actor: str) -> None:
    """Cancels an order; what was paid online goes back, and Stripe says so."""
    cancel_order(order_id=order.id, reason=reason, actor=actor)
    _answer_as_stripe(order)


def give_back(order: Order, cents: int, reason: str, *, actor: str) -> None:
    """Gives a part of the first payment back, with its credit note."""
    payment = session.scalars(select(Payment).where(Payment.order_id == order.id).order_by(Payment.id).limit(1)).one()
    refund_payment(payment=payment.public_id, order_id=order.id, amount_cents=cents, reason=reason, actor=actor)
    _answer_as_stripe(order)


def change_mind(order: Order) -> None:
    """Withdraws from an order as a consumer may; what was paid online goes back."""
    declare_withdrawal(order_id=order.id, name="Qui a commandé")
    _answer_as_stripe(order)


def _answer_as_stripe(order: Order) -> None:
    prepared = select(Refund).where(Refund.order_id == order.id, Refund.status == RefundStatus.PREPARED)
    for refund in session.scalars(prepared).all():
        intent = session.scalars(select(Payment.provider_reference).where(Payment.id == refund.payment_id)).one()
        hear_refund(
            RefundState(
                id=f"re_demo_{refund.public_id.hex}",
                status="succeeded",
                amount_cents=refund.amount_cents,
                currency=CURRENCY,
                payment_intent=intent or "",
                reference=str(refund.public_id),
            )
        )


def _news(attempt: PaymentAttempt, order: Order, page: HostedPage) -> StripeNews:
    return StripeNews(
        id=f"evt_demo_{attempt.public_id.hex}",
        type="checkout.session.completed",
        created_at=clock.now(),
        live=False,
        session=SessionState(
            id=page.session_id,
            payment_status="paid",
            amount_cents=attempt.amount_cents,
            currency=attempt.currency,
            order_reference=str(order.public_id),
            attempt_reference=str(attempt.public_id),
            payment_intent=f"pi_demo_{attempt.public_id.hex}",
        ),
    )
