"""Taking orders and moving them along. Amounts are cents, quantities 1e-4; all acts belong to the caller's unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import Base, next_number, session, unit_memory
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.identifiers import fingerprint
from shared.orders.links import secret_of
from shared.orders.models import (
    ORDER_TRANSITIONS,
    Customer,
    CustomerAddress,
    CustomerKind,
    Order,
    OrderAction,
    OrderStatus,
    OrderStep,
    Withdrawal,
)
from shared.orders.pricing import AgreedLine, Wish, deposit_lines, price_lines
from shared.orders.stock import take_for_order
from shared.orders.territory import Territory
from shared.signals import order_moved, order_placed


@dataclass(frozen=True, kw_only=True)
class CustomerDetails:
    """Who buys, as they said it themselves."""

    kind: CustomerKind = CustomerKind.PERSON
    name: str
    email: str | None
    phone: str | None
    street: str
    postcode: str
    city: str
    contact: str | None = None
    siret: str | None = None
    vat_number: str | None = None
    service_code: str | None = None
    country: str = "FR"

    @property
    def columns(self) -> dict[str, Any]:
        """The same as a customer's row holds it; mail addresses are kept in lower case."""
        return asdict(self) | {"email": self.email.lower() if self.email else None}


@dataclass(frozen=True, kw_only=True)
class AddressDetails:
    """Another place of a customer's."""

    label: str
    street: str
    postcode: str
    city: str
    country: str = "FR"


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """Where a sale takes place in the eyes of VAT, how it is paid, and what else was agreed.

    `deposit_bp` is the share that is asked before the work begins; `confirmed` says why nothing has to be paid before
    the order counts, empty where it waits for its payment; `delivered` that all of it has been, and is only invoiced.
    `withdrawal` is the right that a consumer was told of,
    `delivery` another place than the customer's own, `basket_id` the basket that holds what is ordered.
    """

    territory: Territory = Territory.METROPOLE
    deposit_bp: int = 0
    confirmed: str = ""
    delivered: bool = False
    withdrawal: Withdrawal | None = None
    delivery: AddressDetails | None = None
    basket_id: int | None = None


PAID_AT_ONCE = Conditions()


class PlacedOrder(NamedTuple):
    """An order and the secret of its page."""

    order: Order
    secret: str


def register_customer(*, details: CustomerDetails, actor: str) -> Customer:
    """Returns the customer with exactly these details, registered when new.

    A known one is never changed: anybody can type somebody else's name and address.
    """
    known = session.scalar(select(Customer).filter_by(**details.columns).order_by(Customer.id).limit(1))
    if known is not None:
        return known
    customer = Customer(**details.columns, created_at=clock.now())
    session.add(customer)
    session.flush()
    record_event(actor=actor, action="customer.registered", subject=f"customer:{customer.public_id}")
    return customer


def place_order(
    *,
    public_id: UUID,
    site_id: int,
    customer: Customer,
    wishes: Sequence[Wish | AgreedLine],
    particulars: Callable[[int], Base] | None = None,
    purchase_order: str | None = None,
    conditions: Conditions = PAID_AT_ONCE,
    actor: str,
) -> PlacedOrder:
    """Places an order, its lines copied from the catalogue or an agreement at today's VAT rates.

    A professional's lines are counted from prices without VAT, a person's from the prices shown. `purchase_order` is
    the buyer's own number for it. `public_id` is given by the caller, so that a form sent twice places one order.
    `particulars` makes, from the order's id, the row that holds what the trade knows of it. Raises what `price_lines`
    raises.
    """
    now = clock.now()
    # The number comes first: its counter stays locked, so that the same form sent twice waits here for itself.
    number = next_number(f"orders-{clock.today().year}")
    placed = session.scalar(select(Order).where(Order.public_id == public_id))
    if placed is not None:
        return PlacedOrder(placed, secret_of(public_id))
    lines = price_lines(site_id, wishes, customer.kind, conditions.territory)
    deposit = deposit_lines(lines, conditions.deposit_bp, customer.kind) if conditions.deposit_bp else []
    secret = secret_of(public_id)
    order = Order(
        public_id=public_id,
        reference=f"CMD-{clock.today().year}-{number:05d}",
        site_id=site_id,
        customer_id=customer.id,
        secret_sha256=fingerprint(secret),
        net_cents=sum(line.net_cents for line in lines),
        vat_cents=sum(line.vat_cents for line in lines),
        gross_cents=sum(line.gross_cents for line in lines),
        placed_at=now,
        purchase_order=purchase_order or None,
        territory=conditions.territory,
        deposit_bp=conditions.deposit_bp,
        deposit_cents=sum(line.gross_cents for line in deposit),
        withdrawal=conditions.withdrawal,
        delivery_id=_deliver(customer, conditions.delivery) if conditions.delivery else None,
        lines=lines,
    )
    session.add(order)
    session.flush()
    take_for_order(order, lines, basket_id=conditions.basket_id, actor=actor)
    if particulars is not None:
        session.add(particulars(order.id))
        session.flush()
    record_event(actor=actor, action="order.placed", subject=f"order:{public_id}", detail={"cents": order.gross_cents})
    order_placed.send(order_id=order.id, confirmed=bool(conditions.confirmed))
    if conditions.confirmed:
        step = OrderAction.BILL if conditions.delivered else OrderAction.CONFIRM
        move_order(order_id=order.id, action=step, actor=actor, reason=conditions.confirmed)
    return PlacedOrder(order, secret)


def _deliver(customer: Customer, place: AddressDetails) -> int:
    address = CustomerAddress(customer_id=customer.id, **asdict(place))
    session.add(address)
    session.flush()
    return address.id


def lock_order(order_id: int) -> Order:
    """Returns the order as it stands, held until the unit ends; raises NotFound.

    Whoever changes an order, its attempts to pay or its payments holds it first: that is what makes them wait for each
    other.
    """
    held: dict[int, Order] = unit_memory().setdefault(Order, {})
    if order_id not in held:
        order = session.scalar(select(Order).where(Order.id == order_id).with_for_update())
        if order is None:
            raise NotFound("Cette commande n’existe pas.")
        held[order_id] = order
    return held[order_id]


def move_order(*, order_id: int, action: OrderAction, actor: str, reason: str | None = None) -> OrderStatus:
    """Moves an order one step and returns its new status; raises Refused when the step is not in the table."""
    order = lock_order(order_id)
    before = order.status
    order.status = ORDER_TRANSITIONS.after(before, action)
    session.add(
        OrderStep(
            order_id=order.id,
            action=action,
            from_status=before,
            to_status=order.status,
            actor=actor,
            happened_at=clock.now(),
            reason=reason,
        )
    )
    session.flush()
    record_event(actor=actor, action="order.moved", subject=f"order:{order.public_id}", detail={"action": action.value})
    order_moved.send(order_id=order.id, action=action)
    return order.status
