"""The garage's public pages: what it offers, the booking, another appointment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.customers import verified_email
from shared.accounts.permissions import public
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import NotFound, TradeError
from shared.orders.catalogue.queries import list_items, options_on_sale
from shared.orders.customers import find_details
from shared.orders.forms import CustomerForm
from shared.orders.models import Order
from shared.orders.queries import find_order_by_secret
from shared.portal.ordering import begin_checkout, waiting_at, waiting_id
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.forms import BookingForm, MoveForm, Offered, slot_name
from workshops.auto_bleue.openings import find_service_need, list_free_slots
from workshops.auto_bleue.queries import Garage, list_vehicles_of
from workshops.auto_bleue.services import Booking, find_appointment, list_other_slots, move_appointment

public_pages = Blueprint("auto_bleue", __name__, template_folder="templates")


@public_pages.get("/")
@public
def home() -> str:
    """Presents the garage and its services with their prices."""
    return render_template("auto_bleue/home.html", items=list_items(SITE))


@public_pages.get("/reserver")
@public
def booking() -> str:
    """Asks which service, then for everything else on one page; what was typed before is still there."""
    waiting = _waiting_booking()
    offer = find_offer(code=code) if (code := request.args.get("service")) else _offer_before(waiting)
    if offer is None:
        return render_template("auto_bleue/choose.html", items=list_items(SITE))
    values = _typed_before(waiting) if waiting else _known_before(request.args.get("vehicule", ""))
    return _booking_page(booking_form(offer, values.get("options", ()), data=values))


@public_pages.post("/reserver")
@public
def prepare_booking() -> Response | tuple[str, int]:
    """Keeps a complete booking for its confirmation, or says what is missing."""
    offer = find_offer(code=request.form.get("service"))
    if offer is None:
        flash("Choisissez un service.", "warning")
        return redirect(url_for(".booking"), 303)
    form = booking_form(offer, request.form.getlist("options"))
    if not form.validate_on_submit():
        return _booking_page(form), 422
    prepared = form.to_booking(waiting_id(SITE))
    return begin_checkout(SITE, prepared.to_plain(), customer=prepared.customer, purchase_order=prepared.purchase_order)


@public_pages.get("/rendez-vous/<secret>")
@public
def move(secret: str) -> str:
    """Asks the customer for another time."""
    order = _movable(secret)
    return _move_page(order, secret, MoveForm(list_other_slots(order.id)))


@public_pages.post("/rendez-vous/<secret>")
@public
def record_move(secret: str) -> Response | tuple[str, int]:
    """Moves the appointment, and leads back to the order."""
    order = _movable(secret)
    form = MoveForm(list_other_slots(order.id))
    if not form.validate_on_submit():
        return _move_page(order, secret, form), 422
    day, starts_at = form.chosen
    try:
        with atomic():
            move_appointment(order_id=order.id, day=day, starts_at=starts_at, actor=actor())
    except TradeError as refusal:
        flash(refusal.sentence, "warning")
        return redirect(url_for(".move", secret=secret), 303)
    flash("C’est noté. Un courriel vous le confirme.", "success")
    return redirect(url_for("portal.order", secret=secret), 303)


def find_offer(*, code: str | None = None, item_id: int | None = None) -> Offered | None:
    """Returns a service on sale with its options, by its code or its key; None when it is not sold today."""
    for item in list_items(SITE):
        if item.code == code or item.id == item_id:
            return Offered(item, options_on_sale(item), find_service_need(item.id).fits_parts)
    return None


def booking_form(
    offer: Offered, options: Iterable[str], form: type[BookingForm] = BookingForm, **values: Any
) -> BookingForm:
    """Returns the form of a booking, whose slots are long enough for the options with these codes."""
    ticked = [option for option in offer.options if option.code in set(options)]
    return form(offer, list_free_slots(offer.item, clock.today(), ticked), **values)


def _movable(secret: str) -> Order:
    order = find_order_by_secret(secret)
    if order.site.slug != SITE or not Garage().list_links(order, secret=secret):
        raise NotFound("Ce rendez-vous ne se déplace plus en ligne. Appelez l’atelier\u00a0: il trouvera avec vous.")
    return order


def _move_page(order: Order, secret: str, form: MoveForm) -> str:
    return render_template(
        "auto_bleue/move.html", order=order, secret=secret, form=form, present=find_appointment(order.id)
    )


def _offer_before(waiting: Booking | None) -> Offered | None:
    # A link may ask for another service, or for the list of them.
    return find_offer(item_id=waiting.service.item_id) if waiting and "service" not in request.args else None


def _booking_page(form: BookingForm) -> str:
    email = verified_email()
    return render_template("auto_bleue/book.html", form=form, vehicles=list_vehicles_of(email) if email else [])


def _waiting_booking() -> Booking | None:
    waiting = waiting_at(SITE)
    if waiting is None:
        return None
    booking = Booking.from_plain(dict(waiting.choice))
    return replace(booking, customer=waiting.customer) if waiting.customer else booking


def _typed_before(waiting: Booking) -> dict[str, Any]:
    """Returns the values of the waiting booking."""
    return typed(waiting) | {"slot": slot_name(waiting.day, waiting.starts_at)}


def typed(booking: Booking) -> dict[str, Any]:
    """Returns what a form shows of a booking, its slot left out."""
    codes = {item.id: item.code for each in list_items(SITE) for item in each.options}
    parts = None if booking.used_parts is None else "yes" if booking.used_parts else "no"
    return {
        "options": [codes[each.item_id] for each in booking.options if each.item_id in codes],
        "plate": booking.plate,
        "vehicle": booking.vehicle,
        "mileage": booking.mileage_km and str(booking.mileage_km),
        "used_parts": parts,
        "purchase_order": booking.purchase_order,
    } | CustomerForm.show(booking.customer)


def _known_before(plate: str) -> dict[str, Any]:
    """Returns what a visitor who has proved their mail address brought last time, with the vehicle of this plate."""
    email = verified_email()
    for known in list_vehicles_of(email) if email and plate else ():
        if known.plate == plate:
            customer = CustomerForm.show(find_details(known.customer))
            return customer | {"plate": known.plate, "vehicle": known.vehicle}
    return {"email": email} if email else {}
