"""Meals of the kitchen, ordered through the shared checkout on a day of the test's choosing."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.orders.checkout import Purchase, place_purchase
from shared.orders.models import CatalogueItem, Order
from shared.orders.services import AddressDetails, CustomerDetails
from shared.workshop import registry
from tests.support import sales
from workshops.gourmand.checkout import Choice
from workshops.gourmand.models import Kitchen

HALL = AddressDetails(label="Salle des fêtes", street="Rue du Stade", postcode="80000", city="Amiens")
NOON = 12 * 60


def monday_in(weeks: int) -> date:
    """Returns the Monday so many weeks from now."""
    today = clock.today()
    return today + timedelta(days=7 * weeks - today.weekday())


def choice(heads: int, day: date, *, slot: int = NOON, offer: str = "buffet", options: tuple[str, ...] = ()) -> Choice:
    """Returns a meal wanted at today's prices."""
    codes = (offer, *options)
    prices = select(CatalogueItem.code, CatalogueItem.price_cents).where(CatalogueItem.code.in_(codes))
    seen = dict(session.execute(prices).all())
    return Choice(offer=offer, seen={code: seen[code] for code in codes}, heads=heads, day=day, slot=slot, place=HALL)


def order_meal(wanted: Choice, *, buyer: CustomerDetails = sales.BUYER, purchase_order: str | None = None) -> Order:
    """Orders a meal as the last button does; belongs inside a unit."""
    sales.name_the_seller()
    workshop = registry().get("gourmand")
    assert workshop is not None
    purchase = Purchase(
        public_id=new_public_id(), choice=wanted.to_plain(), customer=buyer, purchase_order=purchase_order
    )
    return place_purchase(workshop=workshop, purchase=purchase, actor="test").order


def cook_for(covers_per_slot: int, covers_per_day: int) -> None:
    """Gives the kitchen another capacity; belongs inside a unit."""
    kitchen = session.scalars(select(Kitchen)).one()
    session.add(
        Kitchen(
            valid_from=date(2020, 1, 2),
            weekdays=kitchen.weekdays,
            slots=kitchen.slots,
            covers_per_slot=covers_per_slot,
            covers_per_day=covers_per_day,
            days_offered=kitchen.days_offered,
            lock_hours=kitchen.lock_hours,
            deposit_bp=kitchen.deposit_bp,
            noted_by="test",
        )
    )
    session.flush()
