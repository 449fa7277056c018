"""Several customers confirm the same last slot at the same moment: one has it, the others are told."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from shared.config import Settings
from shared.db import atomic, session
from shared.kernel.errors import Conflict
from shared.kernel.identifiers import new_public_id
from shared.orders.models import Order
from tests.support import sales
from tests.support.garage import free, item, open_wide
from tests.support.races import race
from workshops.auto_bleue.models import Appointment
from workshops.auto_bleue.services import Booking, Chosen, book, move_appointment

CUSTOMERS = 4


def wish(slot: tuple[date, int]) -> Booking:
    """Returns an oil change wanted at a moment."""
    return Booking(
        order_public_id=new_public_id(),
        service=Chosen(item().id, item().price_cents),
        plate="AB-123-CD",
        vehicle="Renault Clio",
        day=slot[0],
        starts_at=slot[1],
        customer=sales.BUYER,
    )


def confirm(plain: dict[str, Any]) -> int:
    """Presses the last button."""
    with atomic():
        return book(booking=Booking.from_plain(plain), actor="test").order.id


def take(wanted: dict[str, Any] | tuple[int, date, int]) -> str:
    """Books a slot, or moves an order's appointment there."""
    if isinstance(wanted, dict):
        confirm(wanted)
        return "booked"
    order_id, day, start = wanted
    with atomic():
        move_appointment(order_id=order_id, day=day, starts_at=start, actor="test")
    return "moved"


def test_the_last_slot_goes_to_one_of_those_who_want_it(app: Flask, settings: Settings) -> None:
    with app.app_context():
        with atomic():
            open_wide(mechanics_bays=1)
        bookings = [wish(free()[0]).to_plain() for _ in range(CUSTOMERS)]

    results = race(confirm, bookings, settings)

    assert sum(isinstance(each, int) for each in results) == 1, results
    assert sum(isinstance(each, Conflict) for each in results) == CUSTOMERS - 1
    with app.app_context():
        for model in (Order, Appointment):
            assert session.scalar(select(func.count()).select_from(model)) == 1


def test_a_slot_is_not_given_to_who_books_and_to_who_moves_there(app: Flask, settings: Settings) -> None:
    with app.app_context():
        with atomic():
            open_wide(mechanics_bays=1)
            wanted = free()[0]
            parked = [book(booking=wish(free()[-1]), actor="test").order.id for _ in range(2)]
        takers: list[dict[str, Any] | tuple[int, date, int]] = [wish(wanted).to_plain() for _ in range(2)]
        takers += [(order_id, *wanted) for order_id in parked]

    results = race(take, takers, settings)

    assert sum(isinstance(each, str) for each in results) == 1, results
    assert sum(isinstance(each, Conflict) for each in results) == len(takers) - 1
    with app.app_context():
        there = select(func.count()).where(Appointment.day == wanted[0], Appointment.starts_at == wanted[1])
        assert session.scalar(there) == 1
