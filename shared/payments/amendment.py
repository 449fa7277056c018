"""Changing how much of something an order is for, as long as it is not invoiced. Acts belong to the caller's unit."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.audit.services import record_event
from shared.db import session
from shared.invoicing.models import InvoiceKind
from shared.invoicing.queries import list_documents
from shared.kernel.errors import Refused
from shared.kernel.money import E4, divide_half_up, euros
from shared.orders.models import Customer, Order, OrderStatus
from shared.orders.pricing import count, deposit_lines
from shared.orders.services import lock_order
from shared.payments.balance import find_balance
from shared.signals import order_amended

_AMENDABLE = (OrderStatus.CONFIRMED, OrderStatus.STARTED)


def amend_order(*, order_id: int, quantities_e4: Mapping[int, int], actor: str) -> None:
    """Gives lines of an order other quantities, by the line's position, at the prices that were agreed.

    The deposit stays as it was asked for. Raises Refused once the order is invoiced or over, or when it would come to
    less than has been paid.
    """
    lock_order(order_id)
    found = select(Order).where(Order.id == order_id).options(selectinload(Order.lines))
    order = session.scalars(found.execution_options(populate_existing=True)).one()
    documents = list_documents(order_id)
    invoiced = any(each.kind is InvoiceKind.INVOICE for each in documents)
    if invoiced or order.status not in _AMENDABLE:
        raise Refused("Cette commande ne se change plus en ligne. Appelez l’atelier\u00a0: il trouvera avec vous.")
    buyer, kept = session.get_one(Customer, order.customer_id).kind, find_balance(order_id).kept_cents
    before = order.gross_cents
    with session.no_autoflush:
        for line in order.lines:
            line.quantity_e4 = quantities_e4.get(line.position, line.quantity_e4)
            line.gross_cents = divide_half_up(line.unit_gross_cents * line.quantity_e4, E4)
        count(order.lines, buyer)
        after = sum(line.gross_cents for line in order.lines)
        if not documents and order.deposit_bp:
            asked = deposit_lines(order.lines, order.deposit_bp, buyer)
            order.deposit_cents = sum(line.gross_cents for line in asked)
        if after < (least := max(order.deposit_cents, kept)):
            raise Refused(f"Le total serait de {euros(after)}, moins que les {euros(least)} d’acompte.")
        order.net_cents = sum(line.net_cents for line in order.lines)
        order.vat_cents = sum(line.vat_cents for line in order.lines)
        order.gross_cents = after
    session.flush()
    detail: dict[str, object] = {"from": before, "to": order.gross_cents}
    record_event(actor=actor, action="order.amended", subject=f"order:{order.public_id}", detail=detail)
    order_amended.send(order_id=order_id)
