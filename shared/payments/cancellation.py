"""Calling an order off: it keeps its place no longer, nobody can pay it any more, and what was paid goes back."""

from __future__ import annotations

from sqlalchemy import select

from shared.db import session
from shared.invoicing.credit_notes import credit_whole
from shared.invoicing.models import InvoiceKind
from shared.invoicing.queries import list_documents
from shared.jobs.services import enqueue
from shared.kernel.errors import Refused
from shared.orders.models import ORDER_TRANSITIONS, OrderAction
from shared.orders.services import lock_order, move_order
from shared.payments.models import Payment
from shared.payments.places import CLOSE_PAGES
from shared.payments.refunds import left_of_payment, refund_payment
from shared.payments.services import awaits_funds
from shared.signals import order_withdrawn


def cancel_order(*, order_id: int, reason: str, actor: str) -> None:
    """Cancels an order that nobody has begun: credits its invoice whole, sends back what came online.

    What was handed over at the counter stays owed until somebody gives it back by hand. Raises Refused when the work
    has begun, or while a bank still has to answer.
    """
    order = lock_order(order_id)
    if awaits_funds(order_id):
        raise Refused("Un prélèvement est en route pour cette commande\u00a0: attendez la réponse de la banque.")
    move_order(order_id=order_id, action=OrderAction.CANCEL, actor=actor, reason=reason)
    order.pay_by = None
    enqueue(CLOSE_PAGES, order_id=order_id)
    _credit_all(order_id, cause=f"cancel-{order.public_id}", reason=reason, actor=actor)
    for payment in session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)).all():
        left = left_of_payment(payment)
        if payment.means.is_online and left:
            refund_payment(payment=payment.public_id, order_id=order_id, amount_cents=left, reason=reason, actor=actor)


@order_withdrawn.connect
def call_off_withdrawn(_sender: object, *, order_id: int) -> None:
    """Cancels an order that a consumer withdraws from; once it is begun, staff give back what is due.

    Source: C. conso. art. L221-24 and L221-25.
    """
    order = lock_order(order_id)
    if ORDER_TRANSITIONS.allows(order.status, OrderAction.CANCEL) and not awaits_funds(order_id):
        cancel_order(order_id=order_id, reason="Vous avez renoncé à votre commande", actor="rétractation")


def _credit_all(order_id: int, *, cause: str, reason: str, actor: str) -> None:
    """Takes back the invoice of an order, or the deposit that nothing has deducted yet."""
    documents = {each.kind: each for each in list_documents(order_id)}
    if document := documents.get(InvoiceKind.INVOICE) or documents.get(InvoiceKind.DEPOSIT):
        credit_whole(document.id, reason=reason, cause=cause, actor=actor)
