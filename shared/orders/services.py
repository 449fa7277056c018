"""Taking orders and moving them along. Amounts are cents, quantities 1e-4; all acts belong to the caller's unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import Base, next_number, session, unit_memory
from shared.kernel import clock
from shared.kernel.errors import Conflict, NotFound, Refused
from shared.kernel.identifiers import fingerprint
from shared.kernel.money import (
    E4,
    MICROS_PER_CENT,
    divide_half_up,
    line_net_cents,
    net_of_gross_cents,
    nets_of_gross_cents,
    vat_cents,
)
from shared.orders.links import secret_of
from shared.orders.models import (
    ORDER_TRANSITIONS,
    CatalogueItem,
    Customer,
    CustomerKind,
    Order,
    OrderAction,
    OrderLine,
    OrderStatus,
    OrderStep,
)
from shared.orders.queries import find_vat_rules
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


class Wish(NamedTuple):
    """A catalogue item wanted, at the price per unit, VAT included, that the customer was shown."""

    item_id: int
    seen_cents: int
    quantity_e4: int = E4


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
    wishes: Sequence[Wish],
    particulars: Callable[[int], Base] | None = None,
    purchase_order: str | None = None,
    actor: str,
) -> PlacedOrder:
    """Places an order, its lines copied from the catalogue at today's prices and VAT rates.

    A professional's lines are counted from prices without VAT, a person's from the prices shown. `purchase_order` is
    the buyer's own number for it. `public_id` is given by the caller, so that a form sent twice places one order.
    `particulars` makes, from the order's id, the row that holds what the trade knows of it. Raises Refused for an item
    that is not sold, Conflict when a price is no longer the one that was shown.
    """
    now = clock.now()
    # The number comes first: its counter stays locked, so that the same form sent twice waits here for itself.
    number = next_number(f"orders-{clock.today().year}")
    placed = session.scalar(select(Order).where(Order.public_id == public_id))
    if placed is not None:
        return PlacedOrder(placed, secret_of(public_id))
    lines = _lines(site_id, wishes, customer.kind)
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
        lines=lines,
    )
    session.add(order)
    session.flush()
    if particulars is not None:
        session.add(particulars(order.id))
        session.flush()
    record_event(actor=actor, action="order.placed", subject=f"order:{public_id}", detail={"cents": order.gross_cents})
    order_placed.send(order_id=order.id)
    return PlacedOrder(order, secret)


class Quote(NamedTuple):
    """What an order costs a buyer, in cents; `rates` holds the VAT of each rate in basis points, the highest first."""

    net_cents: int
    vat_cents: int
    gross_cents: int
    rates: tuple[tuple[int, int], ...]


def quote(prices: Sequence[tuple[int, int]], buyer: CustomerKind) -> Quote:
    """Returns what items cost together, each given by its price in cents, VAT included, and its rate.

    A professional is quoted without VAT, which may move a cent.
    """
    lines = [
        OrderLine(quantity_e4=E4, unit_gross_cents=price, gross_cents=price, vat_bp=vat_bp) for price, vat_bp in prices
    ]
    _count(lines, buyer)
    rates = Counter[int]()
    for line in lines:
        rates[line.vat_bp] += line.vat_cents
    net, vat = sum(line.net_cents for line in lines), sum(line.vat_cents for line in lines)
    return Quote(net, vat, net + vat, tuple(sorted(rates.items(), reverse=True)))


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


def _lines(site_id: int, wishes: Sequence[Wish], buyer: CustomerKind) -> list[OrderLine]:
    items = {item.id: item for item in _items_on_sale(site_id, [wish.item_id for wish in wishes])}
    rules = find_vat_rules({item.vat_code for item in items.values()}, clock.today())
    lines = []
    for position, wish in enumerate(wishes, start=1):
        item = items.get(wish.item_id)
        if item is None:
            raise Refused("Ce service n’est plus proposé. Choisissez-en un autre.")
        if item.price_cents != wish.seen_cents:
            raise Conflict("Le prix a changé depuis que vous l’avez vu. Vérifiez le nouveau prix, puis commandez.")
        lines.append(
            OrderLine(
                position=position,
                catalogue_item_id=item.id,
                label=item.label,
                family=item.family,
                quantity_e4=wish.quantity_e4,
                unit_gross_cents=item.price_cents,
                vat_code=item.vat_code,
                vat_bp=rules[item.vat_code].vat_bp,
                vat_category=rules[item.vat_code].category,
                gross_cents=divide_half_up(item.price_cents * wish.quantity_e4, E4),
            )
        )
    _count(lines, buyer)
    return lines


def _count(lines: Sequence[OrderLine], buyer: CustomerKind) -> None:
    """Gives lines their amounts: from prices without VAT for a professional, from the prices shown for a person."""
    if buyer.is_professional:
        add_vat(lines)
    else:
        take_vat_out(lines)


def add_vat(lines: Sequence[OrderLine]) -> None:
    """Counts lines from prices without VAT: each net rounded once, VAT once per rate, its cents on the largest line."""
    by_rate: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines:
        line.unit_net_micros = net_of_gross_cents(line.unit_gross_cents, line.vat_bp) * MICROS_PER_CENT
        line.net_cents = line_net_cents(line.quantity_e4, line.unit_net_micros)
        line.vat_cents = vat_cents(line.net_cents, line.vat_bp)
        by_rate[line.vat_bp].append(line)
    for vat_bp, same_rate in by_rate.items():
        whole = vat_cents(sum(line.net_cents for line in same_rate), vat_bp)
        largest = max(same_rate, key=lambda line: line.net_cents)
        largest.vat_cents += whole - sum(line.vat_cents for line in same_rate)
    for line in lines:
        line.gross_cents = line.net_cents + line.vat_cents


def _items_on_sale(site_id: int, item_ids: Sequence[int]) -> Sequence[CatalogueItem]:
    on_sale = select(CatalogueItem).where(CatalogueItem.site_id == site_id, CatalogueItem.active)
    priced = on_sale.where(CatalogueItem.id.in_(item_ids), CatalogueItem.price_cents.is_not(None))
    return session.scalars(priced).all()


def take_vat_out(lines: Sequence[OrderLine]) -> None:
    """Gives each line its net and VAT, so that the lines of one rate add up to that rate's net, rounded once."""
    by_rate: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines:
        by_rate[line.vat_bp].append(line)
    for vat_bp, same_rate in by_rate.items():
        nets = nets_of_gross_cents([line.gross_cents for line in same_rate], vat_bp)
        for line, net_cents in zip(same_rate, nets, strict=True):
            line.net_cents = net_cents
            line.vat_cents = line.gross_cents - net_cents
