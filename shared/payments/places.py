"""How long an order that nobody has paid keeps its place, and what frees it.

A place is freed earlier than its payment page closes only on Stripe's own word that nobody has paid on it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from shared.db import atomic, session, stop_reading
from shared.jobs.services import enqueue
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.orders.models import Order, OrderAction, OrderStatus
from shared.orders.services import lock_order, move_order
from shared.payments.gateway import close_checkout
from shared.payments.models import ATTEMPT_TRANSITIONS, AttemptAction, AttemptStatus, PaymentAttempt
from shared.signals import order_placed

RELEASE = "payments.release_place"
CLOSE_PAGES = "payments.close_pages"
ACTOR = "place"

KEPT_FOR = timedelta(minutes=15)
"""How long somebody may look for their card before the place goes to the next one."""

GRACE = timedelta(minutes=5)
"""Stripe's word that a page has closed may take as long."""

TOO_LATE = "Délai de paiement dépassé"


@order_placed.connect
def keep_new_place(_sender: object, *, order_id: int, confirmed: bool) -> None:
    """Keeps the place of an order just placed for `KEPT_FOR`, unless it counts already."""
    if confirmed:
        return
    keep_place(lock_order(order_id), clock.now() + KEPT_FOR)


def keep_place(order: Order, until: datetime) -> None:
    """Keeps the place of an unpaid order until an instant, after which it is freed."""
    order.pay_by = until
    enqueue(
        RELEASE,
        unique_key=f"release-{order.public_id}-{until.isoformat()}",
        due_at=until + GRACE,
        order_id=order.id,
    )


def confirm_unpaid(*, order_id: int, actor: str, reason: str | None = None) -> None:
    """Keeps the place of an order that will be paid on site, or in the way that `reason` says; raises Refused."""
    order = lock_order(order_id)
    if order.status is OrderStatus.PROCESSING:
        raise Refused("Un prélèvement est en route pour cette commande\u00a0: attendez la réponse de la banque.")
    move_order(order_id=order_id, action=OrderAction.CONFIRM, actor=actor, reason=reason)
    order.pay_by = None


def release_place(order_id: int) -> bool:
    """Cancels an order whose time to pay is over and tells whether it did; opens its own units, the network between.

    Raises PaymentUnavailableError when Stripe can't say whether somebody is paying right now.
    """
    if not _is_over(session.get_one(Order, order_id)):
        return False
    stop_reading()
    close_pages(order_id)
    with atomic():
        order = lock_order(order_id)
        pages = select(PaymentAttempt.status).where(PaymentAttempt.order_id == order_id)
        if not _is_over(order) or AttemptStatus.OPEN in session.scalars(pages).all():
            return False
        move_order(order_id=order_id, action=OrderAction.CANCEL, actor=ACTOR, reason=TOO_LATE)
        return True


def close_pages(order_id: int) -> None:
    """Closes the payment pages of an order on which nobody has paid; opens its own units, the network between."""
    open_pages = select(PaymentAttempt.id, PaymentAttempt.session_id).where(
        PaymentAttempt.order_id == order_id,
        PaymentAttempt.status == AttemptStatus.OPEN,
    )
    pages = session.execute(open_pages.order_by(PaymentAttempt.id)).all()
    stop_reading()
    for attempt_id, session_id in pages:
        # One that was paid stays open here: its event is on the way.
        if session_id and close_checkout(session_id).status == "expired":
            with atomic():
                _note_closed(order_id, attempt_id)


def _note_closed(order_id: int, attempt_id: int) -> None:
    lock_order(order_id)
    attempt = session.get_one(PaymentAttempt, attempt_id, populate_existing=True)
    try:
        attempt.status = ATTEMPT_TRANSITIONS.after(attempt.status, AttemptAction.EXPIRE)
    except Refused:
        # Stripe's event was faster than its answer.
        return


def _is_over(order: Order) -> bool:
    return order.status is OrderStatus.PLACED and order.pay_by is not None and order.pay_by <= clock.now()
