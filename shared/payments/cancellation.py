"""Calling an order off: it keeps its place no longer, and nobody can pay it any more."""

from __future__ import annotations

from shared.jobs.services import enqueue
from shared.kernel.errors import Refused
from shared.orders.models import OrderAction
from shared.orders.services import lock_order, move_order
from shared.payments.balance import find_balance
from shared.payments.places import CLOSE_PAGES


def cancel_order(*, order_id: int, reason: str, actor: str) -> None:
    """Cancels an order that nobody has begun and closes its payment pages.

    Raises Refused when the work has begun, or when money has come in for it.
    """
    order = lock_order(order_id)
    if find_balance(order_id).kept_cents > 0:
        raise Refused("Cette commande est payée, en tout ou en partie\u00a0: remboursez d’abord.")
    move_order(order_id=order_id, action=OrderAction.CANCEL, actor=actor, reason=reason)
    order.pay_by = None
    enqueue(CLOSE_PAGES, order_id=order_id)
