"""Booking a service of the garage."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any, Self
from uuid import UUID

from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.orders.models import CustomerKind
from shared.orders.services import CustomerDetails, PlacedOrder, Wish, place_order, register_customer
from shared.workshop import find_site
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.models import Appointment
from workshops.auto_bleue.queries import list_open_days

DAY_TAKEN = "Ce jour n’est plus proposé. Choisissez-en un autre."


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A service wanted for a vehicle on a day, by somebody, at the price in cents, VAT included, that they saw."""

    order_public_id: UUID
    item_id: int
    seen_cents: int
    plate: str
    vehicle: str
    day: date
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
    """Places the order of a booking and expects the vehicle on its day; the same booking sent twice is one order.

    Raises InvalidInput when the day is no longer open, and what `place_order` raises.
    """
    if booking.day not in list_open_days(clock.today()):
        raise InvalidInput("day", DAY_TAKEN)
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
    return Appointment(order_id=order_id, plate=booking.plate, vehicle=booking.vehicle, day=booking.day)
