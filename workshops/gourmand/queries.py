"""What the kitchen shows: offers with their allergens, the day's production, our own meals, facts of orders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.weeks import Month
from shared.orders.catalogue.queries import list_items, options_on_sale
from shared.orders.models import CatalogueItem, Customer, CustomerAddress, Order, OrderLine, OrderStatus
from shared.orders.trade import Fact, Trade, TradeLink
from shared.web.filters import capital, date_fr, datetime_fr
from workshops.gourmand.allergens import Allergen
from workshops.gourmand.catalogue import SITE
from workshops.gourmand.models import Catering, Dish, InternalHome, InternalMeal, Offer, Portion
from workshops.gourmand.services import lock_of

CHANGEABLE = (OrderStatus.CONFIRMED, OrderStatus.STARTED)


class Menu(NamedTuple):
    """An offer on sale: its item with options, for how many, its dishes and all that they contain."""

    item: CatalogueItem
    options: list[CatalogueItem]
    offer: Offer
    dishes: list[Dish]

    @property
    def allergens(self) -> tuple[Allergen, ...]:
        """What the dishes contain together, in the order of the regulation."""
        return tuple(each for each in Allergen if any(each in dish.contains for dish in self.dishes))


class Caterer(Trade):
    """What the kitchen knows of its orders."""

    day_words = "Nous vous livrons le {day}."

    def list_facts(self, order_ids: Sequence[int]) -> dict[int, tuple[Fact, ...]]:
        """Returns for how many, when and with which diets each order is, in one statement."""
        facts: dict[int, tuple[Fact, ...]] = dict.fromkeys(order_ids, ())
        wanted = select(Catering).where(Catering.order_id.in_(order_ids))
        for row in session.scalars(wanted):
            facts[row.order_id] = (
                Fact("Personnes", str(row.heads)),
                Fact("Livraison", f"{capital(date_fr(row.day))} à {hour_words(row.slot)}"),
                *([Fact("Régimes et allergies", row.diets)] if row.diets else []),
            )
        return facts

    def list_days(self, order_ids: Sequence[int]) -> dict[int, date]:
        """Returns the day of each meal, in one statement."""
        days = select(Catering.order_id, Catering.day).where(Catering.order_id.in_(order_ids))
        return dict(session.execute(days).all())

    def say_ready(self, order: Order) -> str:  # noqa: ARG002 - every meal is delivered
        """Returns that the meal is on its way."""
        return "La cuisine a terminé. La livraison arrive à l’heure prévue."

    def list_links(self, order: Order, *, secret: str | None) -> tuple[TradeLink, ...]:
        """Returns the page that changes the number of heads, for its customer until it is final."""
        catering = session.scalar(select(Catering).where(Catering.order_id == order.id))
        if catering is None or secret is None or order.status not in CHANGEABLE or clock.now() > lock_of(catering):
            return ()
        until = datetime_fr(lock_of(catering))
        return (
            TradeLink(f"Changer le nombre de personnes, jusqu’au {until}", url_for("gourmand.heads", secret=secret)),
        )


def hour_words(minutes: int) -> str:
    """Returns a slot as people say it: `12 h 30`."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"


def list_menus() -> list[Menu]:
    """Returns the offers on sale with their dishes. Five statements."""
    loading = selectinload(Offer.portions).selectinload(Portion.dish)
    offers = {offer.item_id: offer for offer in session.scalars(select(Offer).options(loading))}
    return [
        Menu(item, options_on_sale(item), offers[item.id], [portion.dish for portion in offers[item.id].portions])
        for item in list_items(SITE)
        if item.id in offers
    ]


def find_menu(code: str) -> Menu:
    """Returns an offer on sale by its code; raises NotFound."""
    for menu in list_menus():
        if menu.item.code == code:
            return menu
    raise NotFound("Cette offre n’est plus proposée.")


class ProductionRow(NamedTuple):
    """A meal to be cooked: for whom, where it goes; `reference` is the order's, or an analytic account."""

    slot: int
    heads: int
    what: str
    who: str
    where: str
    diets: str
    extras: str
    reference: str
    order: UUID | None


class Production(NamedTuple):
    """What the kitchen makes on a day: meals by slot, and how much of each dish (1e-4 of a portion)."""

    rows: list[ProductionRow]
    dishes: list[tuple[Dish, int]]

    @property
    def heads(self) -> int:
        """How many are fed in all."""
        return sum(row.heads for row in self.rows)


def find_production(day: date) -> Production:
    """Returns what is to be made on a day, called-off orders left out. Five statements."""
    sold = _sold_rows(day)
    own = [
        (item_id, ProductionRow(slot, heads, label, name, "", "", "", account, None))
        for slot, heads, item_id, label, name, account in session.execute(
            select(
                *(InternalMeal.slot, InternalMeal.heads, InternalMeal.item_id, CatalogueItem.label),
                *(InternalHome.name, InternalHome.account),
            )
            .join(InternalHome, InternalHome.id == InternalMeal.home_id)
            .join(CatalogueItem, CatalogueItem.id == InternalMeal.item_id)
            .where(InternalMeal.day == day)
        )
    ]
    meals = sold + own
    heads = Counter[int]()
    for item_id, row in meals:
        heads[item_id] += row.heads
    amounts = Counter[int]()
    portions = select(Portion).where(Portion.item_id.in_(heads)).options(selectinload(Portion.dish))
    dishes = {}
    for portion in session.scalars(portions):
        amounts[portion.dish_id] += portion.per_head_e4 * heads[portion.item_id]
        dishes[portion.dish_id] = portion.dish
    rows = sorted((row for _, row in meals), key=lambda row: (row.slot, row.reference))
    return Production(rows, sorted(((dishes[each], amounts[each]) for each in amounts), key=lambda pair: pair[0].name))


def _sold_rows(day: date) -> list[tuple[int, ProductionRow]]:
    columns = (
        *(Catering.order_id, Catering.item_id, Catering.slot, Catering.heads, Catering.diets, CatalogueItem.label),
        *(Order.reference, Order.public_id, Customer.name),
        *(CustomerAddress.label.label("place"), CustomerAddress.street, CustomerAddress.city),
    )
    meals = select(*columns).join(Order, Order.id == Catering.order_id).join(Customer, Customer.id == Order.customer_id)
    joined = meals.join(CatalogueItem, CatalogueItem.id == Catering.item_id)
    placed = joined.outerjoin(CustomerAddress, CustomerAddress.id == Order.delivery_id)
    wanted = placed.where(Catering.day == day, Order.status.not_in((OrderStatus.CANCELLED, OrderStatus.PLACED)))
    found = session.execute(wanted).all()
    extras: dict[int, list[str]] = defaultdict(list)
    lines = select(OrderLine.order_id, OrderLine.label).where(
        OrderLine.order_id.in_([row.order_id for row in found]), OrderLine.position > 1
    )
    for order_id, label in session.execute(lines.order_by(OrderLine.position)):
        extras[order_id].append(label)
    return [
        (
            row.item_id,
            ProductionRow(
                slot=row.slot,
                heads=row.heads,
                what=row.label,
                who=row.name,
                where=f"{row.place}, {row.street}, {row.city}" if row.place else "",
                diets=row.diets,
                extras=", ".join(extras[row.order_id]),
                reference=row.reference,
                order=row.public_id,
            ),
        )
        for row in found
    ]


def list_homes() -> list[InternalHome]:
    """Returns our own homes by name. One statement."""
    return list(session.scalars(select(InternalHome).order_by(InternalHome.name)))


def list_internal_meals(month: Month) -> list[tuple[str, str, int]]:
    """Returns home, analytic account and how many meals of a month, by account. One statement."""
    total = func.sum(InternalMeal.heads)
    rows = select(InternalHome.name, InternalHome.account, total).join(InternalMeal)
    of_the_month = rows.where(InternalMeal.day.between(month.first, month.last))
    grouped = of_the_month.group_by(InternalHome.id).order_by(InternalHome.account)
    return [(name, account, int(heads)) for name, account, heads in session.execute(grouped)]


def list_dishes() -> list[Dish]:
    """Returns every dish by name. One statement."""
    return list(session.scalars(select(Dish).order_by(Dish.name)))
