"""Catering: inside the lead time or above the kitchen's room nothing is ever ordered, by no route."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from shared.db import atomic, session
from shared.invoicing.models import Invoice, InvoiceKind
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused, TradeError
from shared.orders.models import CustomerKind, Order, OrderAction, OrderStatus
from shared.orders.services import CustomerDetails, move_order
from shared.payments.balance import find_balance
from shared.payments.cancellation import cancel_order
from shared.payments.models import PaymentMeans
from shared.payments.services import receive_payment
from tests.integration.orders.test_deposits import check, documents_of, list_everything_wrong
from tests.support import meals
from workshops.gourmand.calendar import lead_hours, starts_at
from workshops.gourmand.models import Catering, InternalHome, InternalMeal, Offer
from workshops.gourmand.openings import list_bands
from workshops.gourmand.queries import find_production, list_menus
from workshops.gourmand.services import Meal, change_heads, note_internal_meal

TOWN = CustomerDetails(
    kind=CustomerKind.PUBLIC,
    name="Mairie d’Exempleville",
    contact="Dominique Roc",
    email="mairie@example.org",
    phone="0300000000",
    street="Place de la Mairie",
    postcode="80000",
    city="Amiens",
    siret="21800019800018",
    service_code="SERVICE-FETES",
)
ORDERS, ORDERS_DEEP = 120, 2_000
MONDAY = date(2026, 11, 30)


def pay(order: Order, cents: int) -> None:
    receive_payment(order_id=order.id, means=PaymentMeans.TRANSFER, amount_cents=cents, actor="test")


def finish(order: Order) -> None:
    for action in (OrderAction.START, OrderAction.FINISH, OrderAction.HAND_OVER):
        move_order(order_id=order.id, action=action, actor="test")


def covers(app_day: date) -> Counter[int]:
    """Returns the heads by slot of a day, orders that count and our own homes."""
    sold = select(Catering.slot, func.sum(Catering.heads)).join(Order, Order.id == Catering.order_id)
    sold = sold.where(Catering.day == app_day, Order.status != OrderStatus.CANCELLED).group_by(Catering.slot)
    own = select(InternalMeal.slot, func.sum(InternalMeal.heads)).where(InternalMeal.day == app_day)
    found = Counter[int]()
    for rows in (sold, own.group_by(InternalMeal.slot)):
        for slot, heads in session.execute(rows):
            found[slot] += int(heads)
    return found


def test_three_rates_on_one_invoice_and_the_deposit_off_it(app: Flask) -> None:
    with app.app_context(), atomic():
        wanted = meals.choice(24, meals.monday_in(3), options=("buffet-boissons", "buffet-vin"))
        order = meals.order_meal(wanted)
        assert (order.gross_cents, order.deposit_cents) == (24 * 2700, 24 * 2700 * 3 // 10)
        pay(order, find_balance(order.id).due_now_cents)
        change_heads(order_id=order.id, heads=30, actor="visitor")
        finish(order)
        pay(order, find_balance(order.id).due_cents)
        order = session.get_one(Order, order.id)
        assert order.gross_cents == 30 * 2700
        rates = {row.vat_bp for row in documents_of(order)[InvoiceKind.INVOICE].vat_totals}
        assert rates == {2000, 1000, 550}
        check(session.scalars(select(Order)).one())
        assert list_everything_wrong() == []


def test_a_public_buyer_orders_on_account_with_its_references(app: Flask) -> None:
    with app.app_context(), atomic():
        order = meals.order_meal(meals.choice(40, meals.monday_in(3)), buyer=TOWN, purchase_order="EJ-2026-42")
        assert (order.status, order.deposit_cents, order.pay_by) == (OrderStatus.CONFIRMED, 0, None)
        finish(order)
        (invoice,) = session.scalars(select(Invoice)).all()
        assert '"buyer_reference":"SERVICE-FETES"' in invoice.document
        assert '"order_reference":"EJ-2026-42"' in invoice.document
        assert find_balance(order.id).due_cents == order.gross_cents


def test_the_number_changes_until_its_hour_and_no_later(app: Flask) -> None:
    with app.app_context():
        day = meals.monday_in(3)
        with atomic():
            order = meals.order_meal(meals.choice(24, day))
            pay(order, find_balance(order.id).due_now_cents)
        for heads, words in ((9, "De 10 à 250"), (0, "De 10 à 250"), (251, "De 10 à 250")):
            with pytest.raises(InvalidInput, match=words), atomic():
                change_heads(order_id=order.id, heads=heads, actor="visitor")
        late = starts_at(day, meals.NOON) - timedelta(hours=100)
        with clock.at(late):
            # Fifty-one need ten days: too late for more, still time for fewer.
            with pytest.raises(InvalidInput, match="240 heures avant"), atomic():
                change_heads(order_id=order.id, heads=60, actor="visitor")
            with atomic():
                change_heads(order_id=order.id, heads=20, actor="visitor")
        too_late = starts_at(day, meals.NOON) - timedelta(hours=71)
        with clock.at(too_late), pytest.raises(Refused, match="définitif"), atomic():
            change_heads(order_id=order.id, heads=22, actor="visitor")
        assert session.scalars(select(Catering.heads)).one() == 20
        assert list_everything_wrong() == []


def test_fewer_than_the_deposit_pays_for_is_refused(app: Flask) -> None:
    with app.app_context():
        with atomic():
            order = meals.order_meal(meals.choice(100, meals.monday_in(4)))
            pay(order, find_balance(order.id).due_now_cents)
        with pytest.raises(Refused, match="moins que"), atomic():
            change_heads(order_id=order.id, heads=20, actor="visitor")
        assert session.scalars(select(Catering.heads)).one() == 100


def test_meals_for_our_own_homes_take_room_and_are_never_invoiced(app: Flask) -> None:
    with app.app_context():
        day = meals.monday_in(3)
        with atomic():
            meals.cook_for(50, 60)
            home = session.scalars(select(InternalHome).limit(1)).one()
            menu = next(each for each in list_menus() if each.item.code == "buffet")
            meal = Meal(item_id=menu.item.id, heads=45, day=day, slot=meals.NOON)
            note_internal_meal(home=home.public_id, item=menu.item.public_id, meal=meal, actor="user:x")
        with pytest.raises(TradeError), atomic():
            meals.order_meal(meals.choice(10, day))
        with atomic():
            meals.order_meal(meals.choice(15, day, slot=9 * 60))
        assert session.scalars(select(func.count()).select_from(Invoice)).one() == 0
        production = find_production(day)
        # Nobody has paid the ordered one yet: the kitchen does not cook it.
        assert [(row.heads, row.reference) for row in production.rows] == [(45, home.account)]
        assert {dish.code: amount // 10_000 for dish, amount in production.dishes}["quiche"] == 45


@pytest.mark.timeout(0)
def test_random_orders_never_break_lead_time_or_room(app: Flask, deep: bool) -> None:  # noqa: FBT001
    chance = Random(7)  # noqa: S311 - the same orders on every run
    placed = refused = 0
    with app.app_context():
        with clock.at(clock.at_paris(MONDAY, 8)), atomic():
            meals.cook_for(60, 110)
        now = clock.at_paris(MONDAY, 9)
        orders: list[int] = []
        for _ in range(ORDERS_DEEP if deep else ORDERS):
            now += timedelta(minutes=chance.randrange(0, 240))
            with clock.at(now):
                try:
                    with atomic():
                        _do_something(chance, orders)
                        placed += 1
                except TradeError:
                    refused += 1
        loads = {day: covers(day) for day in session.scalars(select(Catering.day).distinct())}
        assert all(max(slots.values(), default=0) <= 60 for slots in loads.values())
        assert all(sum(slots.values()) <= 110 for slots in loads.values())
        rows = session.execute(select(Catering, Order.placed_at).join(Order, Order.id == Catering.order_id)).all()
        for catering, moment in rows:
            first_heads = session.get_one(Offer, catering.item_id).least_heads
            hours = lead_hours(list_bands(catering.item_id), first_heads)
            assert hours is not None
            assert starts_at(catering.day, catering.slot) - moment >= timedelta(hours=hours)
        assert placed > 20
        assert refused > 20
        assert list_everything_wrong() == []


def _do_something(chance: Random, orders: list[int]) -> None:
    """Orders a meal somewhere in the coming weeks, changes one, or calls one off."""
    draw = chance.random()
    if orders and draw < 0.2:
        change_heads(order_id=chance.choice(orders), heads=chance.randint(-2, 80), actor="visitor")
    elif orders and draw < 0.3:
        cancel_order(order_id=chance.choice(orders), reason="Histoire", actor="visitor")
    else:
        day = clock.today() + timedelta(days=chance.randrange(-2, 20))
        slot = chance.choice((9 * 60, meals.NOON, 18 * 60 + 30, 13 * 60))
        offer = chance.choice(("buffet", "plateau", "gouter"))
        order = meals.order_meal(meals.choice(chance.randint(-1, 70), day, slot=slot, offer=offer))
        before = find_balance(order.id).due_now_cents
        if chance.random() < 0.8:
            pay(order, before)
        orders.append(order.id)
