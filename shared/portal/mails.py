"""What customers are told by mail as their order comes further. Subjects name the order, never what is in it."""

from __future__ import annotations

from typing import Any

from shared.notifications.services import write_mail
from shared.orders.customers import list_contacts
from shared.orders.links import secret_of
from shared.orders.models import ContactRole, Customer, OrderAction
from shared.orders.queries import find_order_by_id, list_facts, list_steps, trade_of
from shared.orders.terms.withdrawal import find_notice
from shared.payments.balance import find_balance
from shared.payments.queries import list_refunds
from shared.signals import money_sent_back, order_amended, order_moved, order_placed, order_rescheduled, order_withdrawn
from shared.workshop import registry

_TO_BILLING = "order_invoiced"
_SUBJECTS = {
    OrderAction.PAY: ("order_paid", "Nous avons reçu votre paiement"),
    OrderAction.LOSE_FUNDS: ("order_funds_lost", "Votre paiement n’a pas abouti"),
    OrderAction.CONFIRM: ("order_confirmed", "C’est confirmé"),
    OrderAction.FINISH: ("order_ready", "Votre commande est prête"),
    OrderAction.CANCEL: ("order_cancelled", "Votre commande est annulée"),
}


@order_placed.connect
def confirm_order(_sender: object, *, order_id: int, confirmed: bool) -> None:
    """Writes to the customer what was ordered, with the link to follow it; one that counts already has its own mail."""
    if confirmed:
        return
    _write(order_id, "order_placed", "Votre commande est enregistrée")


@money_sent_back.connect
def tell_refund(_sender: object, *, refund_id: int, order_id: int) -> None:
    """Writes to the customer that money is on its way back, and why."""
    refund = next(each for each in list_refunds(order_id) if each.id == refund_id)
    _write(order_id, "order_refunded", "Nous vous remboursons", refund=refund)


@order_amended.connect
def tell_amendment(_sender: object, *, order_id: int) -> None:
    """Writes to the customer what the order comes to now."""
    _write(order_id, "order_amended", "Votre commande est modifiée")


@order_withdrawn.connect
def acknowledge_withdrawal(_sender: object, *, order_id: int) -> None:
    """Writes to the consumer that the declaration has come, with its day and hour. Source: C. conso. art. L221-21."""
    _write(order_id, "order_withdrawn", "Nous avons reçu votre rétractation", notice=find_notice(order_id))


@order_rescheduled.connect
def tell_new_time(_sender: object, *, order_id: int) -> None:
    """Writes to the customer when they are expected now."""
    _write(order_id, "order_rescheduled", "Votre rendez-vous est déplacé")


@order_moved.connect
def tell_progress(_sender: object, *, order_id: int, action: OrderAction) -> None:
    """Writes to the customer when the step matters to them; work that begins in the workshop does not."""
    if action in {OrderAction.HAND_OVER, OrderAction.BILL} and (due := find_balance(order_id).due_cents) > 0:
        _write(order_id, _TO_BILLING, "Votre facture", due_cents=due)
    if action in _SUBJECTS:
        template, subject = _SUBJECTS[action]
        order = find_order_by_id(order_id)
        said = trade_of(order.site.slug).say_ready(order) if action is OrderAction.FINISH else ""
        _write(order_id, template, subject, said=said)


def _recipient(customer: Customer, template: str) -> str | None:
    """Returns who reads a mail: an invoice to be paid goes to whoever sees to billing there."""
    if template == _TO_BILLING:
        for contact in list_contacts(customer.id, ContactRole.BILLING):
            return contact.email
    return customer.email


def _write(order_id: int, template: str, subject: str, **more: Any) -> None:
    order, steps = find_order_by_id(order_id), list_steps(order_id)
    recipient = _recipient(order.customer, template)
    if recipient is None:
        # Whoever came to the counter without a mail address is told by telephone.
        return
    workshop = registry().get(order.site.slug)
    write_mail(
        recipient=recipient,
        subject=f"{subject} ({order.reference})",
        template=template,
        kind=template,
        order=order,
        facts=list_facts(order),
        reason=(steps[-1].reason if steps else None) or "",
        workshop=workshop.label if workshop else order.site.label,
        place=workshop.place if workshop else "",
        due_now_cents=find_balance(order_id).due_now_cents,
        secret=secret_of(order.public_id),
        **more,
    )
