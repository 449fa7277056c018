"""Appointments as staff make and move them, for who calls or stands at the counter."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel.errors import Conflict, InvalidInput, Refused
from shared.kernel.identifiers import new_public_id
from shared.orders.catalogue.queries import list_items
from shared.orders.customers import details_of, find_customer
from shared.orders.forms import CustomerForm
from shared.orders.models import Customer, Order
from shared.orders.queries import find_order
from shared.web.navigation import NavEntry
from shared.workshop import find_site
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.forms import CounterForm, MoveForm
from workshops.auto_bleue.queries import find_known_vehicles
from workshops.auto_bleue.services import book_at_the_counter, find_appointment, list_other_slots, move_appointment
from workshops.auto_bleue.views import booking_form, find_offer

counter = Blueprint("counter", __name__, template_folder="templates", url_prefix="/rendez-vous")

NAVIGATION = (NavEntry("Nouveau rendez-vous", "counter.who", "phone", Permission.MANAGE_CUSTOMERS),)

MOST_WORDS = 60

View = str | Response | tuple[str, int]


@counter.get("")
@requires(Permission.MANAGE_CUSTOMERS)
def who() -> str:
    """Asks who calls: somebody known by name, telephone or plate, or somebody new."""
    words = request.args.get("q", "").strip()[:MOST_WORDS]
    return render_template(
        "auto_bleue/who.html",
        words=words,
        vehicles=find_known_vehicles(words) if words else [],
        items=list_items(SITE),
        known=_known(),
        asked={name: request.args[name] for name in ("client", "plaque", "vehicule") if name in request.args},
    )


@counter.get("/<service>")
@requires(Permission.MANAGE_CUSTOMERS)
def booking(service: str) -> View:
    """Asks for everything else, with what is known already."""
    offer, known = find_offer(code=service), _known()
    if offer is None:
        return redirect(url_for(".who"))
    values = CustomerForm.show(details_of(known)) if known else {}
    values |= {"plate": request.args.get("plaque"), "vehicle": request.args.get("vehicule")}
    form = booking_form(offer, (), CounterForm, formdata=None, data=values)
    cast("CounterForm", form).ticket.data = str(new_public_id())
    return render_template("auto_bleue/counter.html", form=form, known=known)


@counter.post("/<service>")
@requires(Permission.MANAGE_CUSTOMERS)
def record_booking(service: str) -> View:
    """Takes the booking; what does not fit stays on the page with its sentence."""
    offer, known = find_offer(code=service), _known()
    if offer is None:
        flash("Ce service n’est plus proposé. Choisissez-en un autre.", "warning")
        return redirect(url_for(".who"), 303)
    form = cast("CounterForm", booking_form(offer, request.form.getlist("options"), CounterForm))
    if form.validate():
        try:
            with atomic():
                placed = book_at_the_counter(
                    booking=form.to_booking(UUID(form.ticket.data)),
                    known=known.public_id if known else None,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form[refusal.field].errors = [refusal.sentence]
        except Conflict as refusal:
            form.slot.errors = [refusal.sentence]
        else:
            flash(f"{placed.order.reference}\u00a0: le rendez-vous est pris.", "success")
            return redirect(url_for("staff_auto_bleue.orders.order", public_id=placed.order.public_id), 303)
    return render_template("auto_bleue/counter.html", form=form, known=known), 422


@counter.get("/deplacer/<uuid:order>")
@requires(Permission.MOVE_ORDERS)
def move(order: UUID) -> str:
    """Asks for another time."""
    found = _find(order)
    return _move_page(found, MoveForm(list_other_slots(found.id), formdata=None))


@counter.post("/deplacer/<uuid:order>")
@requires(Permission.MOVE_ORDERS)
def record_move(order: UUID) -> View:
    """Moves the appointment; the customer is told."""
    found = _find(order)
    form = MoveForm(list_other_slots(found.id))
    if not form.validate():
        return _move_page(found, form), 422
    day, starts_at = form.chosen
    try:
        with atomic():
            move_appointment(order_id=found.id, day=day, starts_at=starts_at, actor=actor())
    except (Conflict, Refused) as refusal:
        flash(refusal.sentence, "warning")
        return redirect(url_for(".move", order=order), 303)
    told = (
        "Le client reçoit un courriel." if found.customer.email else "Prévenez le client\u00a0: il n’a pas de courriel."
    )
    flash(f"Le rendez-vous est déplacé. {told}", "success")
    return redirect(url_for("staff_auto_bleue.orders.order", public_id=order), 303)


def _find(order: UUID) -> Order:
    return find_order(order, site_id=find_site(SITE).id)


def _known() -> Customer | None:
    """Returns the customer whom the address names, if this garage knows them."""
    asked = request.args.get("client", type=UUID)
    return find_customer(asked, site_id=find_site(SITE).id) if asked else None


def _move_page(order: Order, form: MoveForm) -> str:
    return render_template(
        "auto_bleue/move_at_the_counter.html", order=order, form=form, present=find_appointment(order.id)
    )
