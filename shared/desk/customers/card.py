"""One customer whole: who they are, whom to talk to, what they ordered and owe, and who may be the same."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.desk.customers.blueprint import View, customers
from shared.desk.customers.forms import AddressForm, CardForm, ContactForm
from shared.desk.customers.queries import list_orders_of_customer
from shared.desk.orders.blueprint import may_here, site_of_the_page, workshop_of_the_page
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.orders.customers import (
    add_address,
    add_contact,
    correct_customer,
    details_of,
    find_customer,
    join_customers,
    list_addresses,
    list_contacts,
    list_joined,
    list_look_alikes,
    part_customers,
    remove_contact,
    retire_address,
)
from shared.orders.territory import territory_of

ORDERS_SHOWN = 20
"""The newest orders, and with them all that wait for their money; the others are a tap away."""


@customers.get("/<uuid:customer>")
@requires(Permission.VIEW_ORDERS)
def card(customer: UUID) -> str:
    """Shows a customer whole."""
    return _page(customer)


@customers.get("/<uuid:customer>/modifier")
@requires(Permission.MANAGE_CUSTOMERS)
def edit(customer: UUID) -> str:
    """Shows what is known of a customer, to be put right."""
    found = find_customer(customer, site_id=site_of_the_page().id)
    form = CardForm(formdata=None, data=CardForm.show(details_of(found)))
    return render_template("desk/customers/edit.html", form=form, customer=found)


@customers.post("/<uuid:customer>/modifier")
@requires(Permission.MANAGE_CUSTOMERS)
def record_edit(customer: UUID) -> View:
    """Puts a customer's details right."""
    site_id, form = site_of_the_page().id, CardForm()
    found = find_customer(customer, site_id=site_id)
    if form.validate():
        try:
            with atomic():
                correct_customer(customer=customer, site_id=site_id, details=form.to_details(), actor=actor())
        except InvalidInput as refusal:
            form[refusal.field].errors = [refusal.sentence]
        else:
            flash("C’est enregistré. Les factures déjà émises ne changent pas.", "success")
            return redirect(url_for(".card", customer=customer), 303)
    return render_template("desk/customers/edit.html", form=form, customer=found), 422


@customers.post("/<uuid:customer>/contacts")
@requires(Permission.MANAGE_CUSTOMERS)
def contact(customer: UUID) -> View:
    """Adds somebody to talk to."""
    site_id, form = site_of_the_page().id, ContactForm()
    if form.validate() and _try(
        form,
        lambda: add_contact(customer=customer, site_id=site_id, details=form.to_details(), actor=actor()),
    ):
        return _done(customer, f"{form.name.data}\u00a0: c’est noté.")
    return _page(customer, contacting=form), 422


@customers.post("/<uuid:customer>/contacts/<uuid:contact>/retirer")
@requires(Permission.MANAGE_CUSTOMERS)
def forget_contact(customer: UUID, contact: UUID) -> Response:
    """Forgets somebody to talk to."""
    site_id = site_of_the_page().id
    with atomic():
        remove_contact(customer=customer, contact=contact, site_id=site_id, actor=actor())
    return _done(customer, "Le contact est retiré.")


@customers.post("/<uuid:customer>/adresses")
@requires(Permission.MANAGE_CUSTOMERS)
def address(customer: UUID) -> View:
    """Adds another place."""
    site_id, form = site_of_the_page().id, AddressForm()
    if form.validate() and _try(
        form,
        lambda: add_address(customer=customer, site_id=site_id, details=form.to_details(), actor=actor()),
    ):
        return _done(customer, f"{form.label.data}\u00a0: l’adresse est notée.")
    return _page(customer, placing=form), 422


@customers.post("/<uuid:customer>/adresses/<uuid:address>/retirer")
@requires(Permission.MANAGE_CUSTOMERS)
def forget_address(customer: UUID, address: UUID) -> Response:
    """Proposes a place no longer."""
    site_id = site_of_the_page().id
    with atomic():
        retire_address(customer=customer, address=address, site_id=site_id, actor=actor())
    return _done(customer, "L’adresse n’est plus proposée.")


@customers.post("/<uuid:customer>/reunir")
@requires(Permission.MANAGE_CUSTOMERS)
def join(customer: UUID) -> Response:
    """Says that another card is this same customer, or takes that back."""
    site_id, other = site_of_the_page().id, request.form.get("fiche", type=UUID)
    if other is None:
        raise NotFound("Ce client n’est pas de cet atelier.")
    apart = "separer" in request.form
    try:
        with atomic():
            if apart:
                part_customers(customer=other, site_id=site_id, actor=actor())
            else:
                join_customers(customer=other, into=customer, site_id=site_id, actor=actor())
    except Refused as refusal:
        flash(refusal.sentence, "warning")
        return redirect(url_for(".card", customer=customer), 303)
    return _done(customer, "Les fiches sont séparées." if apart else "Les fiches sont réunies\u00a0: tout est ici.")


def _try(form: ContactForm | AddressForm, act: Callable[[], None]) -> bool:
    """Does one thing, or puts the sentence of its refusal into the form."""
    try:
        with atomic():
            act()
    except InvalidInput as refusal:
        form.refuse(refusal)
        return False
    return True


def _done(customer: UUID, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for(".card", customer=customer), 303)


def _page(customer: UUID, *, contacting: ContactForm | None = None, placing: AddressForm | None = None) -> str:
    site_id, staff = site_of_the_page().id, workshop_of_the_page().staff_name
    found = find_customer(customer, site_id=site_id)
    orders = list_orders_of_customer(found.id, site_id)
    everything = "toutes" in request.args
    shown = [
        each for place, each in enumerate(orders) if everything or place < ORDERS_SHOWN or each.balance.due_cents > 0
    ]
    placing = placing or AddressForm(formdata=None)
    for field in placing:
        # Two forms with like fields stand on the page, and a label must find its own.
        field.id = f"lieu-{field.name}"
    return render_template(
        "desk/customers/card.html",
        customer=found,
        territory=territory_of(found.country, found.postcode),
        contacts=list_contacts(found.id),
        addresses=list_addresses(found.id),
        orders=[(each, url_for(f"{staff}.orders.order", public_id=each.public_id)) for each in shown],
        all_orders=len(orders),
        owed_cents=sum(max(0, each.balance.due_cents) for each in orders),
        look_alikes=[] if found.joined_to_id else list_look_alikes(found, site_id=site_id),
        joined=list_joined(found.id),
        contacting=contacting or ContactForm(formdata=None),
        placing=placing,
        may_change=may_here(Permission.MANAGE_CUSTOMERS),
        quote_url=(
            url_for(f"{workshop_of_the_page().staff_name}.quotes.begin", customer=customer)
            if may_here(Permission.MAKE_QUOTES)
            else None
        ),
    )
