"""The garage's public pages: what it offers, the booking, and the last look before it is ordered."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import public
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import TradeError
from shared.kernel.identifiers import new_public_id
from shared.orders.models import CatalogueItem
from shared.orders.queries import find_vat_bp, list_items
from shared.orders.services import quote
from shared.portal.checkout import allow_payment_page, go_to_payment
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.forms import BookingForm, slot_name
from workshops.auto_bleue.openings import list_free_slots
from workshops.auto_bleue.queries import clock_words
from workshops.auto_bleue.services import Booking, book

public_pages = Blueprint("auto_bleue", __name__, template_folder="templates")

BOOKING = "auto_bleue_booking"
"""Where a booking waits between its form and its confirmation: in the visitor's own signed cookie, nowhere else."""


@public_pages.get("/")
@public
def home() -> str:
    """Presents the garage and its services with their prices."""
    return render_template("auto_bleue/home.html", items=list_items(SITE))


@public_pages.get("/reserver")
@public
def booking() -> str:
    """Asks which service, then for everything else on one page; what was typed before is still there."""
    item = _item_wanted(request.args.get("service") or _service_before())
    if item is None:
        return render_template("auto_bleue/choose.html", items=list_items(SITE))
    return _booking_page(_form(item, values=_typed_before()))


@public_pages.post("/reserver")
@public
def prepare_booking() -> Response | tuple[str, int]:
    """Keeps a complete booking for its confirmation, or says what is missing."""
    item = _item_wanted(request.form.get("service"))
    if item is None:
        flash("Choisissez un service.", "warning")
        return redirect(url_for(".booking"), 303)
    form = _form(item)
    if not form.validate_on_submit():
        return _booking_page(form), 422
    waiting = _waiting_booking()
    prepared = form.to_booking(waiting.order_public_id if waiting else new_public_id())
    session[BOOKING] = prepared.to_plain()
    return redirect(url_for(".confirmation"), 303)


@public_pages.get("/reserver/confirmer")
@public
def confirmation() -> Response | str:
    """Shows the whole booking with its price before it binds anybody."""
    waiting = _waiting_booking()
    item = _item_of(waiting)
    if waiting is None or item is None:
        return redirect(url_for(".booking"))
    allow_payment_page()
    vat_bp = find_vat_bp(item.vat_code, clock.today())
    return render_template(
        "auto_bleue/confirm.html",
        booking=waiting,
        hour=clock_words(waiting.starts_at),
        item=item,
        vat_bp=vat_bp,
        price=quote(item.price_cents, vat_bp, waiting.customer.kind),
    )


@public_pages.post("/reserver/confirmer")
@public
def place_booking() -> Response:
    """Places the order and leads to its payment; a refusal leads back to the booking with its reason."""
    waiting = _waiting_booking()
    if waiting is None:
        flash("Cette réservation est déjà enregistrée\u00a0: le lien pour la suivre est dans votre courriel.", "info")
        return redirect(url_for(".home"), 303)
    try:
        with atomic():
            placed = book(booking=waiting, actor=actor())
    except TradeError as refusal:
        flash(refusal.sentence, "warning")
        return redirect(url_for(".booking"), 303)
    del session[BOOKING]
    return go_to_payment(order_id=placed.order.id, secret=placed.secret)


def _form(item: CatalogueItem, values: dict[str, Any] | None = None) -> BookingForm:
    return BookingForm(item, list_free_slots(item, clock.today()), data=values)


def _item_wanted(code: str | None) -> CatalogueItem | None:
    return next((item for item in list_items(SITE) if item.code == code), None) if code else None


def _service_before() -> str | None:
    item = _item_of(_waiting_booking())
    # A link may ask for another service, or for the list of them.
    return item.code if item and "service" not in request.args else None


def _booking_page(form: BookingForm) -> str:
    return render_template("auto_bleue/book.html", form=form)


def _waiting_booking() -> Booking | None:
    return Booking.from_plain(session[BOOKING]) if "starts_at" in session.get(BOOKING, {}) else None


def _item_of(waiting: Booking | None) -> CatalogueItem | None:
    return next((item for item in list_items(SITE) if waiting and item.id == waiting.item_id), None)


def _typed_before() -> dict[str, Any]:
    """Returns the values of the waiting booking."""
    waiting = _waiting_booking()
    if waiting is None:
        return {}
    slot = slot_name(waiting.day, waiting.starts_at)
    vehicle = {"slot": slot, "plate": waiting.plate, "vehicle": waiting.vehicle}
    return vehicle | BookingForm.show(waiting.customer) | {"purchase_order": waiting.purchase_order}
