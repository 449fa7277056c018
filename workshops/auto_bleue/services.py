"""Booking a service of the garage."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any, Self
from uuid import UUID

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import Conflict
from shared.orders.models import CatalogueItem, CustomerKind
from shared.orders.services import CustomerDetails, PlacedOrder, Wish, place_order, register_customer
from shared.workshop import find_site
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.models import Appointment
from workshops.auto_bleue.openings import find_planning, list_free_slots, need_of

SLOT_TAKEN = "Ce créneau n’est plus libre. Voici les suivants\u00a0: choisissez-en un autre."


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A service wanted for a vehicle by somebody, at the price in cents, VAT included, that they saw.

    `starts_at` is the hour of the `day`, in minutes after midnight.
    """

    order_public_id: UUID
    item_id: int
    seen_cents: int
    plate: str
    vehicle: str
    day: date
    starts_at: int
    customer: CustomerDetails
    purchase_order: str | None = None

    def to_plain(self) -> dict[str, Any]:
        """Returns the booking as plain values, to be kept between two pages."""
        return asdict(self) | {"order_public_id": str(self.order_public_id), "day": self.day.isoformat()}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Reads what `to_plain` wrote."""
        customer = plain["customer"] | {"kind": CustomerKind(plain["customer"]["kind"])}
        typed = {
            "order_public_id": UUID(plain["order_public_id"]),
            "day": date.fromisoformat(plain["day"]),
            "customer": CustomerDetails(**customer),
        }
        return cls(**plain | typed)


def book(*, booking: Booking, actor: str) -> PlacedOrder:
    """Places the order of a booking and expects the vehicle at its hour; the same booking sent twice is one order.

    Raises Conflict when the slot is no longer free, and what `place_order` raises.
    """
    customer = register_customer(details=booking.customer, actor=actor)
    return place_order(
        public_id=booking.order_public_id,
        site_id=find_site(SITE).id,
        customer=customer,
        wishes=[Wish(item_id=booking.item_id, seen_cents=booking.seen_cents)],
        particulars=partial(_appointment, booking=booking),
        purchase_order=booking.purchase_order,
        actor=actor,
    )


def _appointment(order_id: int, *, booking: Booking) -> Appointment:
    """Expects the vehicle; orders are placed one after the other, so nobody else takes the slot meanwhile."""
    item = session.get_one(CatalogueItem, booking.item_id)
    if booking.starts_at not in list_free_slots(item, clock.today()).get(booking.day, ()):
        raise Conflict(SLOT_TAKEN)
    planning = find_planning(clock.today())
    need = need_of(item, planning)
    return Appointment(
        order_id=order_id,
        plate=booking.plate,
        vehicle=booking.vehicle,
        day=booking.day,
        starts_at=booking.starts_at,
        ends_at=planning.hours.end_of(booking.starts_at, need.minutes),
        bay=need.bay,
    )
