"""The gardens, invented: twenty-two people in the year, nine still there at its end, and who eats what grows."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from shared.db import session
from shared.demo.agenda import Agenda
from shared.demo.customers import household
from shared.demo.place import ACTOR, demonstrate_team
from shared.demo.plan import TeamPlan
from shared.demo.sales import move_along, pay_online, pay_what_is_due
from shared.kernel import clock
from shared.kernel.errors import TradeError
from shared.kernel.money import E4
from shared.kernel.weeks import Month
from shared.orders.baskets import put_in_basket
from shared.orders.checkout import Purchase, place_purchase
from shared.orders.models import OrderAction
from shared.orders.services import register_customer
from shared.orders.stock import count_in
from shared.payments.models import PaymentMeans
from shared.payroll.holidays import shift_working_days
from shared.workshop import registry
from workshops.agrilot.catalogue import SITE
from workshops.agrilot.models import PickupPoint, Subscription
from workshops.agrilot.openings import first_round
from workshops.agrilot.queries import find_shelf, list_points
from workshops.agrilot.services import bill_month, list_to_bill, pause, stop, subscribe, week_pause

PLAN = TeamPlan(
    jobs={"Maraîchage": (14, 6), "Endives": (8, 3)},
    here_before=7,
    leavers=13,
    placed=4,
    under_measure=8,
    mean_age=39,
    weekly_hours=(26, 28),
)
"""What the association has published of its year, and our sharing of it out between the workshops."""

_FAMILIES = 14
_SUBSCRIBES, _BUYS, _BUYS_QUIETLY = 0.12, 0.2, 0.02
_FIRST_FAMILY = 200
_MONDAY = 0


def sell(agenda: Agenda, day: date, busy: bool) -> None:  # noqa: FBT001 - as every workshop's
    """Harvests on Mondays, invoices on the first working day, and has families subscribe, pause and buy."""
    chance = Random(f"garden {day}")
    if day.weekday() == _MONDAY and busy:
        agenda.note(clock.at_paris(day, 7), partial(_harvest, chance))
    if shift_working_days(day, -1).month != day.month:
        agenda.note(clock.at_paris(day, 6), partial(_bill, agenda, Month.of(day).shifted(-1), chance))
    if chance.random() < _SUBSCRIBES:
        agenda.note(clock.at_paris(day, 18), partial(_subscribe, agenda, chance))
    if chance.random() < (_BUYS if busy else _BUYS_QUIETLY):
        agenda.note(clock.at_paris(day, 19, chance.randrange(60)), partial(_buy, agenda, chance))


def _harvest(chance: Random) -> None:
    for item, free in find_shelf().vegetables:
        if not free or free < 20 * E4:
            count_in(item_id=item.id, quantity_e4=chance.randrange(20, 60) * E4, actor=ACTOR)


def _subscribe(agenda: Agenda, chance: Random) -> None:
    """One more family wants a basket, as long as there are few enough."""
    running = select(func.count()).select_from(Subscription).where(Subscription.stops_on.is_(None))
    if session.scalars(running).one() >= _FAMILIES:
        return
    point = chance.choice(list_points())
    signed = subscribe(
        public_id=UUID(int=chance.getrandbits(128), version=4),
        customer=register_customer(details=household(_FIRST_FAMILY + chance.randrange(60)), actor=ACTOR),
        item_id=chance.choice(find_shelf().baskets).id,
        point_id=point.id,
        starts_on=first_round(point),
        actor=ACTOR,
    )
    for weeks in (chance.randrange(3, 12), chance.randrange(14, 30)):
        agenda.note(clock.now() + timedelta(weeks=weeks), partial(_leave_out, signed.id, point))
    if chance.random() < 0.3:  # noqa: PLR2004 - three in ten
        agenda.note(clock.now() + timedelta(weeks=chance.randrange(8, 60)), partial(_stop, signed.id))


def _leave_out(subscription_id: int, point: PickupPoint) -> None:
    first, last = week_pause(first_round(point))
    try:
        pause(subscription_id=subscription_id, first=first, last=last, actor=ACTOR)
    except TradeError:
        # Stopped meanwhile.
        return


def _stop(subscription_id: int) -> None:
    stop(subscription_id=subscription_id, actor=ACTOR)


def _bill(agenda: Agenda, month: Month, chance: Random) -> None:
    for subscription_id in list_to_bill(month):
        order = bill_month(subscription_id=subscription_id, month=month, actor=ACTOR)
        if order is not None:
            pays = clock.now() + timedelta(days=chance.choice((1, 2, 5, 12)), hours=chance.randrange(9))
            agenda.note(pays, partial(pay_what_is_due, order, PaymentMeans.TRANSFER, actor=ACTOR))


def _buy(agenda: Agenda, chance: Random) -> None:
    workshop, point = registry().get(SITE), chance.choice(list_points())
    there = [item for item, free in find_shelf().vegetables if free and free >= 5 * E4]
    if workshop is None or not there:
        return
    basket = UUID(int=chance.getrandbits(128), version=4)
    for item in chance.sample(there, min(len(there), chance.randrange(1, 4))):
        quantity = chance.randrange(1, 4) * E4
        put_in_basket(basket=basket, item_id=item.id, seen_cents=item.price_cents, quantity_e4=quantity)
    day = first_round(point)
    purchase = Purchase(
        public_id=UUID(int=chance.getrandbits(128), version=4),
        choice={"basket": str(basket), "point": point.id, "day": day.isoformat()},
        customer=household(_FIRST_FAMILY + chance.randrange(60)),
    )
    order = place_purchase(workshop=workshop, purchase=purchase, actor=ACTOR).order
    pay_online(order, actor=ACTOR)
    steps = (OrderAction.START, OrderAction.FINISH, OrderAction.HAND_OVER)
    agenda.note(clock.at_paris(day, 18), partial(move_along, order, *steps, actor=ACTOR))


demonstrate = demonstrate_team("agrilot", PLAN, sell)
