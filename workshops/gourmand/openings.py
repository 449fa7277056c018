"""When the kitchen can serve so many: its settings, its closures, what is cooked already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from shared.db import session
from shared.kernel import clock
from shared.kernel.weeks import days_between
from shared.orders.closures.queries import list_closed_days
from shared.orders.models import Order, OrderStatus
from shared.payroll.holidays import public_holiday
from workshops.gourmand.calendar import NOTHING, Band, Load, free_slots, has_room
from workshops.gourmand.catalogue import SITE
from workshops.gourmand.models import Catering, InternalMeal, Kitchen, LeadTime


def hold_kitchen() -> None:
    """Makes whoever else takes room in the kitchen wait until the unit ends."""
    session.scalars(select(Kitchen.id).order_by(Kitchen.id).limit(1).with_for_update()).one()


def find_kitchen(day: date) -> Kitchen:
    """Returns the settings in force on a day. One statement."""
    dated = select(Kitchen).where(Kitchen.valid_from <= day).order_by(Kitchen.valid_from.desc()).limit(1)
    return session.scalars(dated).one()


def list_bands(item_id: int) -> list[Band]:
    """Returns the lead times of an offer, the smallest size first. One statement."""
    rows = select(LeadTime.up_to_heads, LeadTime.hours).where(LeadTime.item_id == item_id)
    return [Band(heads, hours) for heads, hours in session.execute(rows.order_by(LeadTime.up_to_heads))]


def list_loads(first: date, last: date, *, but: int | None = None) -> dict[date, Load]:
    """Returns what is cooked by day from `first` to `last`, both included, but for an order. Two statements."""
    by_day: dict[date, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    sold = select(Catering.day, Catering.slot, func.sum(Catering.heads)).join(Order, Order.id == Catering.order_id)
    sold = sold.where(Order.status != OrderStatus.CANCELLED, Catering.day.between(first, last))
    if but is not None:
        sold = sold.where(Catering.order_id != but)
    own = select(InternalMeal.day, InternalMeal.slot, func.sum(InternalMeal.heads))
    own = own.where(InternalMeal.day.between(first, last))
    for rows in (sold.group_by(Catering.day, Catering.slot), own.group_by(InternalMeal.day, InternalMeal.slot)):
        for day, slot, heads in session.execute(rows):
            by_day[day][slot] += int(heads)
    return {day: Load(by_slot=dict(slots)) for day, slots in by_day.items()}


def list_days_off(first: date, last: date) -> set[date]:
    """Returns the days on which nothing is delivered: closures and public holidays. One statement."""
    return list_closed_days(SITE, first, last) | {day for day in days_between(first, last) if public_holiday(day)}


def list_free_slots(
    bands: Sequence[Band], heads: int, *, kitchen: Kitchen | None = None, only: date | None = None
) -> dict[date, tuple[int, ...]]:
    """Returns by day the slots at which so many heads can be served, on `only` one day if asked.

    Three statements, and one for the settings of today where they are not given.
    """
    today = clock.today()
    capacity = (kitchen or find_kitchen(today)).capacity
    first, last = (only, only) if only else (today, today + timedelta(days=capacity.days_offered))
    free = free_slots(
        capacity,
        bands,
        heads=heads,
        now=clock.now(),
        closed=list_days_off(first, last),
        loads=list_loads(first, last),
    )
    return {day: slots for day, slots in free if only is None or day == only}


def room_left(day: date, *, but: int | None = None) -> int:
    """Returns how many more covers fit into a day."""
    load = list_loads(day, day, but=but).get(day, NOTHING)
    return find_kitchen(clock.today()).covers_per_day - load.heads


def has_room_for(day: date, slot: int, heads: int, *, but: int | None = None) -> bool:
    """Tells whether so many more heads fit into a slot and its day, an order left out if asked."""
    load = list_loads(day, day, but=but).get(day, NOTHING)
    return has_room(find_kitchen(clock.today()).capacity, load, slot, heads)
