"""What the garden shows: vegetables and baskets, pick-up points, subscriptions, the list of a week, facts of orders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from shared.db import session
from shared.kernel import clock
from shared.kernel.codes import Unit
from shared.kernel.errors import NotFound
from shared.kernel.identifiers import fingerprint
from shared.kernel.minutes import clock_text
from shared.kernel.weeks import Week
from shared.orders.catalogue.queries import list_items
from shared.orders.closures.queries import list_closed_days
from shared.orders.links import secret_of
from shared.orders.models import CatalogueItem, Customer, Order, OrderLine, OrderStatus, StockLevel
from shared.orders.trade import Agreement, Fact, Trade
from shared.web.filters import capital, date_fr, quantity
from workshops.agrilot.catalogue import BASKETS, SITE, VEGETABLES
from workshops.agrilot.models import Fetch, MonthBill, PickupPoint, Subscription
from workshops.agrilot.openings import cutoff, deliveries, open_rounds
from workshops.agrilot.services import LINK, tell_subscribers

WEEKS_SHOWN = 8


class Garden(Trade):
    """What the garden knows of its orders and subscriptions; it never sells people's time."""

    # Lending labour for profit is forbidden. Source: C. trav. art. L8241-1.
    quote_units = (Unit.FLAT_RATE, Unit.PIECE, Unit.KILOGRAM, Unit.METRE, Unit.SQUARE_METRE)

    day_words = "À retirer le {day}."

    def list_facts(self, order_ids: Sequence[int]) -> dict[int, tuple[Fact, ...]]:
        """Returns where and when each order is fetched, or how many baskets it invoices. Two statements."""
        facts: dict[int, tuple[Fact, ...]] = dict.fromkeys(order_ids, ())
        wanted = select(Fetch.order_id, Fetch.day, PickupPoint).join(PickupPoint).where(Fetch.order_id.in_(order_ids))
        for order_id, day, point in session.execute(wanted):
            facts[order_id] = (
                Fact("Retrait", f"{capital(date_fr(day))}, {hours_of(point)}"),
                Fact("Lieu", place_of(point)),
            )
        bills = select(MonthBill.order_id, MonthBill.baskets).where(MonthBill.order_id.in_(order_ids))
        for order_id, baskets in session.execute(bills):
            facts[order_id] = (Fact("Paniers livrés", str(baskets)),)
        return facts

    def list_days(self, order_ids: Sequence[int]) -> dict[int, date]:
        """Returns the day on which each order is fetched, in one statement."""
        days = select(Fetch.order_id, Fetch.day).where(Fetch.order_id.in_(order_ids))
        return dict(session.execute(days).all())

    def say_ready(self, order: Order) -> str:
        """Returns where vegetables wait, or that a task is over."""
        if not self.list_days([order.id]):
            return super().say_ready(order)
        return "Vos légumes vous attendent au point de retrait, aux heures indiquées."

    def tell_closed(self, first: date, last: date, reason: str) -> int:
        """Writes to whoever would have had a basket on these days."""
        return tell_subscribers(first, last, reason)

    def tell_open_again(self, first: date, last: date) -> int:
        """Writes to whoever has a basket on these days again."""
        return tell_subscribers(first, last)

    def list_agreements(self, email: str) -> tuple[Agreement, ...]:
        """Returns the basket subscriptions of a mail address, in one statement."""
        mine = select(Subscription).join(Customer).where(Customer.email == email.lower())
        loading = (joinedload(Subscription.item), joinedload(Subscription.point))
        return tuple(
            Agreement(
                f"{found.item.label}, {found.point.name}",
                "Arrêté" if found.stops_on else "En cours",
                url_for("agrilot.subscription", secret=secret_of(found.public_id, LINK)),
            )
            for found in session.scalars(mine.options(*loading).order_by(Subscription.id.desc()))
        )


class Shelf(NamedTuple):
    """What is on sale: baskets by the week, and vegetables with how many are free (1e-4), None where nobody counts."""

    baskets: list[CatalogueItem]
    vegetables: list[tuple[CatalogueItem, int | None]]


def find_shelf() -> Shelf:
    """Returns what the garden sells today. Four statements."""
    items = list_items(SITE)
    counted = select(StockLevel.item_id, StockLevel.free_e4).where(StockLevel.item_id.in_([item.id for item in items]))
    free = dict(session.execute(counted).all())
    return Shelf(
        [item for item in items if item.family == BASKETS],
        [(item, free.get(item.id)) for item in items if item.family == VEGETABLES],
    )


def find_item_on_sale(code: str, family: str) -> CatalogueItem:
    """Returns a basket or a vegetable on sale by its code; raises NotFound."""
    for item in list_items(SITE):
        if item.code == code and item.family == family:
            return item
    raise NotFound("Ce n’est plus proposé. Choisissez autre chose.")


def list_points() -> list[PickupPoint]:
    """Returns the pick-up points that are proposed, by name. One statement."""
    return list(session.scalars(select(PickupPoint).where(PickupPoint.active).order_by(PickupPoint.name)))


def hours_of(point: PickupPoint) -> str:
    """Returns when a point is open: `de 17:00 à 19:00`."""
    return f"de {clock_text(point.opens_at)} à {clock_text(point.closes_at)}"


def place_of(point: PickupPoint) -> str:
    """Returns a point with its address, in one line."""
    return f"{point.name}, {point.street}, {point.postcode} {point.city}"


def find_subscription_by_secret(secret: str) -> Subscription:
    """Returns the subscription whose page bears this secret, whole; raises NotFound."""
    loading = (
        *(joinedload(Subscription.item), joinedload(Subscription.point), joinedload(Subscription.customer)),
        selectinload(Subscription.pauses),
    )
    found = session.scalar(
        select(Subscription).where(Subscription.secret_sha256 == fingerprint(secret)).options(*loading)
    )
    if found is None:
        raise NotFound("Cet abonnement n’existe pas. Vérifiez l’adresse dans le courriel que vous avez reçu.")
    return found


class Round(NamedTuple):
    """A delivery day of a subscription: whether there is a basket, and whether that can still be changed."""

    day: date
    delivered: bool
    can_change: bool
    closed: bool


def list_rounds(found: Subscription) -> list[Round]:
    """Returns the coming delivery days of a subscription, those left out and those of a closed garden too."""
    first = max(clock.today(), found.starts_on)
    day = first + timedelta(days=(found.point.weekday - first.weekday()) % 7)
    days = [day + timedelta(days=7 * week) for week in range(WEEKS_SHOWN)]
    closed = list_closed_days(SITE, clock.today())
    due = set(deliveries(found, days[0], days[-1], closed))
    earliest = next(open_rounds(found.point, closed))
    return [
        Round(each, each in due, each >= earliest, each in closed)
        for each in days
        if found.stops_on is None or each < found.stops_on
    ]


def list_bills(subscription_id: int) -> list[Order]:
    """Returns the orders by which a subscription was invoiced, the newest first. One statement."""
    orders = select(Order).join(MonthBill, MonthBill.order_id == Order.id)
    mine = orders.where(MonthBill.subscription_id == subscription_id)
    return list(session.scalars(mine.order_by(MonthBill.month.desc())))


class Pickup(NamedTuple):
    """Somebody who fetches something: a basket, or an order of vegetables."""

    name: str
    phone: str | None
    what: str


class PointList(NamedTuple):
    """What is fetched at a point on its day of a week, and how many baskets of each size that makes."""

    point: PickupPoint
    day: date
    pickups: list[Pickup]
    sizes: list[tuple[str, int]]
    is_final: bool
    is_closed: bool


def list_week(week: Week) -> list[PointList]:
    """Returns the pick-up list of a week, point by point. Six statements whatever the number of subscribers."""
    points = list(session.scalars(select(PickupPoint).order_by(PickupPoint.name)))
    loading = (
        *(joinedload(Subscription.item), joinedload(Subscription.customer), joinedload(Subscription.point)),
        selectinload(Subscription.pauses),
    )
    running = select(Subscription).where(Subscription.starts_on <= week.last).options(*loading)
    by_point: dict[int, list[Subscription]] = defaultdict(list)
    closed = list_closed_days(SITE, week.first, week.last)
    for each in session.scalars(running):
        if deliveries(each, week.first, week.last, closed):
            by_point[each.point_id].append(each)
    orders = _orders_of(week)
    lists = []
    for point in points:
        day = week.first + timedelta(days=point.weekday)
        baskets = sorted(by_point[point.id], key=lambda each: each.customer.name)
        pickups = [Pickup(each.customer.name, each.customer.phone, each.item.label) for each in baskets]
        sizes = Counter(each.item.label for each in baskets)
        if pickups or orders[point.id] or point.active:
            is_final = clock.now() >= cutoff(point, day)
            everybody = pickups + orders[point.id]
            lists.append(PointList(point, day, everybody, sorted(sizes.items()), is_final, day in closed))
    return lists


def _orders_of(week: Week) -> dict[int, list[Pickup]]:
    columns = (Fetch.point_id, Fetch.order_id, Customer.name, Customer.phone)
    rows = select(*columns).join(Order, Order.id == Fetch.order_id).join(Customer, Customer.id == Order.customer_id)
    open_ = (OrderStatus.CONFIRMED, OrderStatus.PAID, OrderStatus.STARTED, OrderStatus.READY)
    wanted = rows.where(Fetch.day.between(week.first, week.last), Order.status.in_(open_))
    found = session.execute(wanted.order_by(Customer.name)).all()
    what: dict[int, list[str]] = defaultdict(list)
    lines = select(OrderLine.order_id, OrderLine.label, OrderLine.quantity_e4)
    for order_id, label, quantity_e4 in session.execute(
        lines.where(OrderLine.order_id.in_([row.order_id for row in found])).order_by(OrderLine.position)
    ):
        what[order_id].append(f"{label} × {quantity(quantity_e4)}")
    by_point: dict[int, list[Pickup]] = defaultdict(list)
    for row in found:
        by_point[row.point_id].append(Pickup(row.name, row.phone, ", ".join(what[row.order_id])))
    return by_point
