"""The way to the hosted payment page: the attempt is stored, Stripe is asked outside any unit, its answer is stored."""

from __future__ import annotations

from shared.db import atomic
from shared.orders.models import Order
from shared.orders.queries import find_order_by_id
from shared.payments.gateway import CheckoutLine, CheckoutRequest, open_checkout
from shared.payments.models import PaymentAttempt
from shared.payments.services import prepare_attempt, store_session


def open_payment_page(*, order_id: int, return_url: str, cancel_url: str, actor: str) -> str:
    """Returns the address where an order is paid; opens its own units, two of them, with the network in between.

    Asked again it returns the same address, as long as that page is open. Raises Refused when the order awaits no
    payment, PaymentUnavailableError when Stripe is out of reach: the order and the attempt are kept, asking again is
    safe.
    """
    with atomic():
        attempt = prepare_attempt(order_id=order_id)
        request = _request(attempt, find_order_by_id(order_id), return_url, cancel_url)
    if attempt.session_url:
        return attempt.session_url
    page = open_checkout(request)
    with atomic():
        store_session(attempt_id=attempt.id, page=page, actor=actor)
    return page.url


def _request(attempt: PaymentAttempt, order: Order, return_url: str, cancel_url: str) -> CheckoutRequest:
    return CheckoutRequest(
        idempotency_key=attempt.idempotency_key,
        order_reference=str(order.public_id),
        attempt_reference=str(attempt.public_id),
        currency=attempt.currency,
        lines=_lines(attempt, order),
        expires_at=attempt.expires_at,
        email=order.customer.email,
        return_url=return_url,
        cancel_url=cancel_url,
    )


def _lines(attempt: PaymentAttempt, order: Order) -> tuple[CheckoutLine, ...]:
    """Returns what the payment page lists: the lines of the order, or the part of it that is paid now."""
    if attempt.amount_cents == order.gross_cents:
        return tuple(CheckoutLine(line.label, line.gross_cents) for line in order.lines)
    share = "Acompte" if attempt.amount_cents == order.deposit_cents else "Solde"
    return (CheckoutLine(f"{share}, commande {order.reference}", attempt.amount_cents),)
