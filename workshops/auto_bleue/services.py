"""Booking a service of the garage, at home or at the counter, and moving the appointment."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import Conflict, NotFound, Refused
from shared.orders.customers import correct_customer, details_of, find_customer, note_customer
from shared.orders.models import CatalogueItem, Customer, CustomerKind, OrderStatus
from shared.orders.pricing import Wish
from shared.orders.services import CustomerDetails, PlacedOrder, lock_order, place_order, register_customer
from shared.payments.places import confirm_unpaid
from shared.signals import order_rescheduled
from shared.workshop import find_site
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.models import Appointment
from workshops.auto_bleue.openings import Need, find_planning, hold_slots, list_free_slots_for, need_of
from workshops.auto_bleue.queries import MOVABLE
from workshops.auto_bleue.slots import STEP

SLOT_TAKEN = "Ce créneau n’est plus libre. Voici les suivants\u00a0: choisissez-en un autre."
AT_THE_COUNTER = "Rendez-vous pris à l’atelier"


class Chosen(NamedTuple):
    """A service or an option of it, at the price in cents, VAT included, that the customer saw."""

    item_id: int
    seen_cents: int


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A service wanted for a vehicle by somebody, with options; `starts_at` is in minutes after midnight of `day`.

    `used_parts` says whether used parts are welcome, None where none are fitted.
    """

    order_public_id: UUID
    service: Chosen
    options: tuple[Chosen, ...] = ()
    plate: str
    vehicle: str
    mileage_km: int | None = None
    used_parts: bool | None = None
    day: date
    starts_at: int
    customer: CustomerDetails
    purchase_order: str | None = None

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The service, then its options."""
        return (self.service, *self.options)

    def to_plain(self) -> dict[str, Any]:
        """Returns the booking as plain values, to be kept between two pages."""
        return asdict(self) | {"order_public_id": str(self.order_public_id), "day": self.day.isoformat()}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Reads what `to_plain` wrote."""
        customer = plain["customer"] | {"kind": CustomerKind(plain["customer"]["kind"])}
        typed = {
            "order_public_id": UUID(plain["order_public_id"]),
            "service": Chosen(*plain["service"]),
            "options": tuple(Chosen(*option) for option in plain["options"]),
            "day": date.fromisoformat(plain["day"]),
            "customer": CustomerDetails(**customer),
        }
        return cls(**plain | typed)


def book(*, booking: Booking, actor: str) -> PlacedOrder:
    """Places the order of a booking and expects the vehicle at its hour; the same booking sent twice is one order.

    Raises Conflict when the slot is no longer free, and what `place_order` raises.
    """
    return _place(booking, register_customer(details=booking.customer, actor=actor), actor)


def book_at_the_counter(*, booking: Booking, known: UUID | None, actor: str) -> PlacedOrder:
    """Takes a booking for somebody who calls or stands at the counter, to be paid later.

    A `known` customer's details are put right by what was typed; somebody new is written down. Raises as `book` does,
    and as `note_customer` does.
    """
    site_id = find_site(SITE).id
    if known is None:
        new = uuid5(NAMESPACE_URL, f"customer:{booking.order_public_id}")
        customer = note_customer(details=booking.customer, site_id=site_id, actor=actor, public_id=new)
    else:
        customer = find_customer(known, site_id=site_id)
        if details_of(customer) != booking.customer:
            correct_customer(customer=known, site_id=site_id, details=booking.customer, actor=actor)
    placed = _place(booking, customer, actor)
    if placed.order.status is OrderStatus.PLACED:
        confirm_unpaid(order_id=placed.order.id, reason=AT_THE_COUNTER, actor=actor)
    return placed


def expect_vehicle(order_id: int, *, booking: Booking) -> Appointment:
    """Expects the vehicle; slots are given one after the other, so nobody else takes this one meanwhile.

    Raises Conflict when the slot is no longer free.
    """
    hold_slots()
    item, *options = (session.get_one(CatalogueItem, each.item_id) for each in booking.chosen)
    today = clock.today()
    planning = find_planning(today)
    need = need_of(item, options, planning)
    free = list_free_slots_for(need, planning, today, only=booking.day)
    if booking.starts_at not in free.get(booking.day, ()):
        raise Conflict(SLOT_TAKEN)
    return Appointment(
        order_id=order_id,
        plate=booking.plate,
        vehicle=booking.vehicle,
        day=booking.day,
        starts_at=booking.starts_at,
        ends_at=planning.hours.end_of(booking.starts_at, need.minutes),
        bay=need.bay,
        mileage_km=booking.mileage_km,
        used_parts=booking.used_parts,
    )


def list_other_slots(order_id: int, *, only: date | None = None) -> dict[date, tuple[int, ...]]:
    """Returns by day the moments to which the appointment of an order can be moved, on `only` one day if asked."""
    appointment = find_appointment(order_id)
    today = clock.today()
    return list_free_slots_for(_need_of(appointment), find_planning(today), today, but=order_id, only=only)


def move_appointment(*, order_id: int, day: date, starts_at: int, actor: str) -> None:
    """Expects the vehicle of an order at another time; the customer is told.

    Raises Refused once the work has begun, Conflict when that slot is not free, NotFound.
    """
    order = lock_order(order_id)
    if order.status not in MOVABLE:
        raise Refused("Le travail a commencé ou la commande est finie\u00a0: le rendez-vous ne se déplace plus.")
    hold_slots()
    appointment = find_appointment(order_id)
    if starts_at not in list_other_slots(order_id, only=day).get(day, ()):
        raise Conflict(SLOT_TAKEN)
    if (appointment.day, appointment.starts_at) == (day, starts_at):
        return
    before = f"{appointment.day} {appointment.starts_at}"
    ends_at = find_planning(clock.today()).hours.end_of(starts_at, _need_of(appointment).minutes)
    appointment.day, appointment.starts_at, appointment.ends_at = day, starts_at, ends_at
    session.flush()
    detail: dict[str, object] = {"from": before, "to": f"{day} {starts_at}"}
    record_event(actor=actor, action="garage.appointment_moved", subject=f"order:{order.public_id}", detail=detail)
    order_rescheduled.send(order_id=order_id)


def find_appointment(order_id: int) -> Appointment:
    """Returns the appointment of an order; raises NotFound."""
    found = session.scalar(select(Appointment).where(Appointment.order_id == order_id))
    if found is None:
        raise NotFound("Cette commande n’a pas de rendez-vous.")
    return found


def _place(booking: Booking, customer: Customer, actor: str) -> PlacedOrder:
    return place_order(
        public_id=booking.order_public_id,
        site_id=find_site(SITE).id,
        customer=customer,
        wishes=[Wish(item_id=each.item_id, seen_cents=each.seen_cents) for each in booking.chosen],
        particulars=partial(expect_vehicle, booking=booking),
        purchase_order=booking.purchase_order,
        actor=actor,
    )


def _need_of(appointment: Appointment) -> Need:
    """Returns what an appointment needs: its bay, for as long as it was given."""
    hours = find_planning(appointment.day).hours
    minutes = sum(1 for _ in hours.steps(appointment.starts_at, appointment.ends_at)) * STEP
    return Need(bay=appointment.bay, minutes=minutes)
