"""A consumer who changes their mind: until when, and the declaration that the page lets them make.

The function is compulsory since 19 June 2026. Source: directive (UE) 2023/2673; C. conso. art. L221-18 and following.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.orders.models import CustomerKind, Order, OrderAction, OrderStep, Withdrawal, WithdrawalNotice
from shared.orders.queries import find_order_by_id
from shared.orders.services import lock_order
from shared.signals import order_withdrawn

DAYS_TO_WITHDRAW = 14


class Right(NamedTuple):
    """Whether a consumer may withdraw from an order now, until when (included), and the declaration if one was made."""

    possible: bool
    until: date | None = None
    notice: WithdrawalNotice | None = None


def right_to_withdraw(order: Order) -> Right:
    """Returns whether the consumer of an order may still withdraw: 14 days, of goods from when they were handed over.

    Two statements at most. Source: C. conso. art. L221-18 and L221-19: the day itself does not count.
    """
    if order.customer.kind is not CustomerKind.PERSON or order.withdrawal is None or not order.withdrawal.is_possible:
        return Right(possible=False)
    if notice := session.scalar(select(WithdrawalNotice).where(WithdrawalNotice.order_id == order.id)):
        return Right(possible=False, notice=notice)
    steps = select(OrderStep.action, OrderStep.happened_at).where(OrderStep.order_id == order.id)
    happened: dict[OrderAction, datetime] = dict(session.execute(steps).all())
    received = happened.get(OrderAction.HAND_OVER)
    service_done = order.withdrawal is Withdrawal.SERVICE and received is not None
    if OrderAction.CANCEL in happened or service_done:
        return Right(possible=False)
    begins = received if order.withdrawal is Withdrawal.GOODS else order.placed_at
    until = clock.local(begins).date() + timedelta(days=DAYS_TO_WITHDRAW) if begins else None
    return Right(possible=until is None or clock.today() <= until, until=until)


def declare_withdrawal(*, order_id: int, name: str) -> WithdrawalNotice:
    """Notes that a consumer withdraws, and tells whoever sees to it; raises InvalidInput (field `name`), Refused."""
    lock_order(order_id)
    order, name = find_order_by_id(order_id), " ".join(name.split())
    if not name:
        raise InvalidInput("name", "Écrivez vos nom et prénom.")
    if not right_to_withdraw(order).possible:
        raise Refused("Le délai pour changer d’avis est passé, ou cette commande n’en a pas.")
    notice = WithdrawalNotice(order_id=order.id, name=name[:200], declared_at=clock.now())
    session.add(notice)
    session.flush()
    record_event(actor="visitor", action="order.withdrawn", subject=f"order:{order.public_id}")
    order_withdrawn.send(order_id=order.id)
    return notice


def find_notice(order_id: int) -> WithdrawalNotice:
    """Returns the declaration of a consumer who withdrew from an order."""
    return session.scalars(select(WithdrawalNotice).where(WithdrawalNotice.order_id == order_id)).one()
