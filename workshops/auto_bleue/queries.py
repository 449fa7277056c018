"""What the garage knows of its orders, for the pages that all workshops share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import url_for
from sqlalchemy import ColumnElement, func, or_, select

from shared.db import session
from shared.kernel import clock
from shared.orders.models import Customer, Order, OrderStatus
from shared.orders.trade import Fact, Trade, TradeLink
from shared.web.filters import capital, date_fr
from workshops.auto_bleue.models import Appointment


class Garage(Trade):
    """What the garage knows of its orders."""

    day_words = "L’atelier vous attend le {day}."
    later_words = "Vous réglez en venant, ou par virement. Carte, chèque, espèces acceptés."

    def list_facts(self, order_ids: Sequence[int]) -> dict[int, tuple[Fact, ...]]:
        """Returns plate, vehicle and appointment of each order asked for, in one statement."""
        facts: dict[int, tuple[Fact, ...]] = dict.fromkeys(order_ids, ())
        columns = (
            *(Appointment.plate, Appointment.vehicle, Appointment.day, Appointment.starts_at),
            *(Appointment.mileage_km, Appointment.used_parts),
        )
        wanted = select(Appointment.order_id, *columns).where(Appointment.order_id.in_(order_ids))
        for row in session.execute(wanted):
            facts[row.order_id] = (
                Fact("Immatriculation", row.plate),
                Fact("Véhicule", row.vehicle),
                *([Fact("Kilométrage", _kilometres(row.mileage_km))] if row.mileage_km else []),
                Fact("Rendez-vous", f"{capital(date_fr(row.day))} à {clock_words(row.starts_at)}"),
                *([] if row.used_parts is None else [Fact("Pièces de réemploi", USED_PARTS[row.used_parts])]),
            )
        return facts

    def list_days(self, order_ids: Sequence[int]) -> dict[int, date]:
        """Returns the day on which each vehicle is expected, in one statement."""
        days = select(Appointment.order_id, Appointment.day).where(Appointment.order_id.in_(order_ids))
        return {row.order_id: row.day for row in session.execute(days)}

    def say_ready(self, order: Order) -> str:  # noqa: ARG002 - every vehicle is fetched
        """Returns that the vehicle can be fetched."""
        return "Vous pouvez venir. L’équipe vous attend."

    def list_links(self, order: Order, *, secret: str | None) -> tuple[TradeLink, ...]:
        """Returns the page that moves the appointment: staff until the work begins, customers until its eve."""
        if order.status not in MOVABLE:
            return ()
        if secret is None:
            url = url_for("staff_auto_bleue.counter.move", order=order.public_id)
            return (TradeLink("Déplacer le rendez-vous", url),)
        day = self.list_days([order.id]).get(order.id)
        if day is None or day <= clock.today():
            return ()
        return (TradeLink("Changer de jour ou d’heure", url_for("auto_bleue.move", secret=secret)),)


MOVABLE = (OrderStatus.PLACED, OrderStatus.PROCESSING, OrderStatus.CONFIRMED, OrderStatus.PAID)
"""Until the work begins, an appointment can be moved."""

USED_PARTS = {True: "acceptées, si disponibles", False: "refusées, pièces neuves"}


def _kilometres(kilometres: int) -> str:
    return f"{kilometres:,}\u00a0km".replace(",", "\u202f")


class KnownVehicle(NamedTuple):
    """A vehicle that has been here, and the customer who brought it last."""

    plate: str
    vehicle: str
    customer: UUID
    customer_name: str
    phone: str | None
    last_day: date


def list_known_vehicles(*conditions: ColumnElement[bool], most: int = 8) -> list[KnownVehicle]:
    """Returns the vehicles that meet the conditions on orders and customers, the latest first. One statement."""
    columns = (
        Appointment.plate,
        Appointment.vehicle,
        Appointment.day,
        Customer.public_id,
        Customer.name,
        Customer.phone,
    )
    visits = select(*columns).join(Order, Order.id == Appointment.order_id).join(Customer)
    newest = visits.where(*conditions).order_by(Appointment.day.desc(), Appointment.id.desc()).limit(most * 20)
    found: dict[tuple[str, str], KnownVehicle] = {}
    for plate, vehicle, day, customer, name, phone in session.execute(newest):
        found.setdefault((plate, name), KnownVehicle(plate, vehicle, customer, name, phone, day))
    return list(found.values())[:most]


def find_known_vehicles(words: str) -> list[KnownVehicle]:
    """Returns the vehicles whose plate, make, or customer's name or telephone hold what was typed; for staff alone."""
    bare = re.sub(r"[^A-Z0-9]", "", words.upper())
    plain = func.replace(func.replace(Appointment.plate, "-", ""), " ", "")
    digits = func.replace(Customer.phone, " ", "")
    said = [column.icontains(words, autoescape=True) for column in (Customer.name, Appointment.vehicle)]
    if bare:
        said.append(plain.contains(bare, autoescape=True))
    if bare.isdigit():
        said.append(digits.contains(bare, autoescape=True))
    return list_known_vehicles(or_(*said))


def list_vehicles_of(email: str) -> list[KnownVehicle]:
    """Returns the vehicles of the orders made under a mail address that its owner has proved to read."""
    return list_known_vehicles(Customer.email == email.lower(), most=4)


def clock_words(minutes: int) -> str:
    """Returns a time of the day as people say it: `8 h`, `8 h 30`."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"
