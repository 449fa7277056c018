"""Several customers confirm the same last slot at the same moment: one has it, the others are told."""

from __future__ import annotations

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
from workshops.auto_bleue.services import Booking, Chosen, book

CUSTOMERS = 4


def confirm(plain: dict[str, Any]) -> int:
    """Presses the last button."""
    with atomic():
        return book(booking=Booking.from_plain(plain), actor="test").order.id


def test_the_last_slot_goes_to_one_of_those_who_want_it(app: Flask, settings: Settings) -> None:
    with app.app_context():
        with atomic():
            open_wide(mechanics_bays=1)
        day, start = free()[0]
        bookings = [
            Booking(
                order_public_id=new_public_id(),
                service=Chosen(item().id, item().price_cents),
                plate="AB-123-CD",
                vehicle="Renault Clio",
                day=day,
                starts_at=start,
                customer=sales.BUYER,
            ).to_plain()
            for _ in range(CUSTOMERS)
        ]

    results = race(confirm, bookings, settings)

    assert sum(isinstance(each, int) for each in results) == 1, results
    assert sum(isinstance(each, Conflict) for each in results) == CUSTOMERS - 1
    with app.app_context():
        for model in (Order, Appointment):
            assert session.scalar(select(func.count()).select_from(model)) == 1
