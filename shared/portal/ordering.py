"""Ordering what was chosen, the same way in every workshop: who orders, one last look, the payment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.customers import verified_email
from shared.accounts.permissions import public
from shared.db import atomic
from shared.kernel.errors import TradeError
from shared.kernel.identifiers import new_public_id
from shared.orders.checkout import Checkout, Purchase, Selection, conclude, pays_later
from shared.orders.customers import find_details_by_email
from shared.orders.forms import CustomerForm
from shared.orders.models import CustomerKind, OrderStatus, Withdrawal
from shared.orders.pricing import price_lines, quote
from shared.orders.queries import trade_of
from shared.orders.services import CustomerDetails
from shared.orders.terms.texts import list_terms
from shared.portal.blueprint import portal
from shared.portal.checkout import allow_payment_page, go_to_payment
from shared.web.context import view_of
from shared.workshop import Workshop, find_site, registry

WAITING = "commande"
"""What waits to be ordered at each workshop, in the visitor's own signed cookie and nowhere else."""

View = str | Response | tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What somebody has chosen at a workshop, with who they are once they have said it."""

    public_id: UUID
    choice: Mapping[str, Any]
    customer: CustomerDetails | None = None
    purchase_order: str | None = None


def begin_checkout(
    slug: str, choice: Mapping[str, Any], *, customer: CustomerDetails | None = None, purchase_order: str | None = None
) -> Response:
    """Keeps a choice and leads to who orders it, or to the last look where that is known."""
    _keep(slug, Waiting(public_id=waiting_id(slug), choice=choice, customer=customer, purchase_order=purchase_order))
    endpoint = "portal.confirmation" if customer else "portal.who_orders"
    return redirect(url_for(endpoint, slug=slug), 303)


def waiting_at(slug: str) -> Waiting | None:
    """Returns what waits to be ordered at a workshop."""
    kept = session.get(WAITING, {}).get(slug)
    if kept is None:
        return None
    customer = kept["customer"]
    details = CustomerDetails(**customer | {"kind": CustomerKind(customer["kind"])}) if customer else None
    return Waiting(
        public_id=UUID(kept["public_id"]),
        choice=kept["choice"],
        customer=details,
        purchase_order=kept["purchase_order"],
    )


def waiting_id(slug: str) -> UUID:
    """Returns the order's public id of what waits at a workshop, a new one when nothing does."""
    waiting = waiting_at(slug)
    return waiting.public_id if waiting else new_public_id()


@portal.get("/commander/<slug>")
@public
def who_orders(slug: str) -> View:
    """Asks who orders; what was typed before is still there."""
    workshop, waiting = _workshop(slug), waiting_at(slug)
    if waiting is None:
        return redirect(workshop_home(workshop))
    return _who_page(workshop, waiting, CustomerForm(data=_known(waiting)))


@portal.post("/commander/<slug>")
@public
def say_who(slug: str) -> View:
    """Keeps who orders, and leads to the last look."""
    workshop, waiting, form = _workshop(slug), waiting_at(slug), CustomerForm()
    if waiting is None:
        return redirect(workshop_home(workshop), 303)
    if not form.validate():
        return _who_page(workshop, waiting, form)
    return begin_checkout(
        slug, waiting.choice, customer=form.to_details(), purchase_order=form.purchase_order.data or None
    )


@portal.get("/commander/<slug>/confirmer")
@public
def confirmation(slug: str) -> View:
    """Shows all of it with its price and its terms before it binds anybody."""
    workshop, waiting = _workshop(slug), waiting_at(slug)
    if waiting is None or waiting.customer is None:
        return redirect(url_for(".who_orders", slug=slug) if waiting else workshop_home(workshop))
    try:
        selection = _selection(workshop, waiting)
        site_id, customer = find_site(slug).id, waiting.customer
        lines = price_lines(site_id, selection.wishes, customer.kind, trade_of(slug).territory_for(customer))
    except TradeError as refusal:
        flash(refusal.sentence, "warning")
        return redirect(_way_back(workshop, waiting))
    allow_payment_page()
    cost = quote(lines)
    withdrawals = [selection.withdrawal] if customer.kind is CustomerKind.PERSON else []
    later = pays_later(customer.kind, waiting.purchase_order)
    return render_template(
        "portal/confirm.html",
        here=view_of(workshop),
        slug=slug,
        selection=selection,
        lines=lines,
        customer=customer,
        purchase_order=waiting.purchase_order,
        price=cost,
        deposit_bp=0 if later else selection.deposit_bp,
        pays_later=later or selection.agreement is not None,
        articles=list_terms(site_id, withdrawals),
    )


@portal.post("/commander/<slug>/confirmer")
@public
def order_now(slug: str) -> Response:
    """Places the order and leads to its payment; a refusal leads back to where the choice is changed."""
    workshop, waiting = _workshop(slug), waiting_at(slug)
    if waiting is None or waiting.customer is None:
        flash("Cette commande est déjà enregistrée\u00a0: le lien pour la suivre est dans votre courriel.", "info")
        return redirect(workshop_home(workshop), 303)
    purchase = Purchase(
        public_id=waiting.public_id,
        choice=waiting.choice,
        customer=waiting.customer,
        purchase_order=waiting.purchase_order,
    )
    try:
        with atomic():
            concluded = conclude(workshop=workshop, purchase=purchase, actor=actor())
            awaits_payment = not isinstance(concluded, str) and concluded.order.status is OrderStatus.PLACED
    except TradeError as refusal:
        flash(refusal.sentence, "warning")
        return redirect(_way_back(workshop, waiting), 303)
    _forget(slug)
    if isinstance(concluded, str):
        return redirect(concluded, 303)
    if not awaits_payment:
        return redirect(url_for(".order", secret=concluded.secret), 303)
    return go_to_payment(order_id=concluded.order.id, secret=concluded.secret)


@portal.get("/conditions/<slug>")
@public
def terms(slug: str) -> str:
    """Shows the terms of a workshop that count today."""
    workshop = registry().get(slug)
    if workshop is None:
        abort(HTTPStatus.NOT_FOUND)
    withdrawals = workshop.provide(Checkout).withdrawals if Checkout in workshop.providers else (Withdrawal.SERVICE,)
    articles = list_terms(find_site(slug).id, withdrawals)
    return render_template("portal/terms.html", here=view_of(workshop), articles=articles)


def workshop_home(workshop: Workshop) -> str:
    """Returns the address of a workshop's public page."""
    return url_for(f"{workshop.public.name}.home")


def _workshop(slug: str) -> Workshop:
    workshop = registry().get(slug)
    if workshop is None or Checkout not in workshop.providers:
        abort(HTTPStatus.NOT_FOUND)
    return workshop


def _selection(workshop: Workshop, waiting: Waiting) -> Selection:
    checkout: Checkout = workshop.provide(Checkout)
    return checkout.select(waiting.choice)


def _way_back(workshop: Workshop, waiting: Waiting) -> str:
    try:
        return url_for(_selection(workshop, waiting).back)
    except TradeError:
        return workshop_home(workshop)


def _who_page(workshop: Workshop, waiting: Waiting, form: CustomerForm) -> View:
    try:
        selection = _selection(workshop, waiting)
    except TradeError as refusal:
        flash(refusal.sentence, "warning")
        return redirect(workshop_home(workshop), 303)
    page = render_template(
        "portal/who_orders.html",
        here=view_of(workshop),
        slug=workshop.slug,
        selection=selection,
        form=form,
    )
    return (page, 422) if form.errors else page


def _known(waiting: Waiting) -> dict[str, Any]:
    """Returns what is known of who orders: typed before, or ordered before under an address that was proved."""
    if waiting.customer:
        return CustomerForm.show(waiting.customer) | {"purchase_order": waiting.purchase_order}
    email = verified_email()
    details = find_details_by_email(email) if email else None
    if details:
        return CustomerForm.show(details)
    return {"email": email} if email else {}


def _keep(slug: str, waiting: Waiting) -> None:
    customer = asdict(waiting.customer) if waiting.customer else None
    kept = {
        "public_id": str(waiting.public_id),
        "choice": dict(waiting.choice),
        "customer": customer | {"kind": waiting.customer.kind.value} if customer and waiting.customer else None,
        "purchase_order": waiting.purchase_order,
    }
    session[WAITING] = session.get(WAITING, {}) | {slug: kept}


def _forget(slug: str) -> None:
    session[WAITING] = {name: kept for name, kept in session.get(WAITING, {}).items() if name != slug}
