"""The orders of a workshop for its staff: a board of what is to be done, one tap to the next step, one order whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.invoicing.queries import find_invoice_of_order
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refused
from shared.orders.models import OrderAction, OrderStatus
from shared.orders.queries import OrderRow, find_order, list_board, list_facts, list_facts_and_days, list_steps
from shared.orders.services import move_order
from shared.orders.trade import Fact
from shared.payments.queries import list_payments
from shared.web.navigation import NavEntry
from shared.workshop import Site, Workshop, find_site, here

orders = Blueprint("orders", __name__, template_folder="templates", url_prefix="/commandes")

NAVIGATION = (NavEntry("Commandes", "orders.board", "list", Permission.VIEW_ORDERS),)

NEXT_STEP = {
    OrderStatus.PAID: OrderAction.START,
    OrderStatus.STARTED: OrderAction.FINISH,
    OrderStatus.READY: OrderAction.HAND_OVER,
}
"""What the workshop does next; the steps of the payment are Stripe's to tell."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """An order on the board; `late` when it was wanted before today and nobody has begun."""

    order: OrderRow
    facts: tuple[Fact, ...]
    day: date | None
    late: bool
    action: OrderAction | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """The orders that wait for the same thing; `now` when that is for today."""

    title: str
    cards: list[Card]
    nothing: str
    now: bool = True


@orders.get("")
@requires(Permission.VIEW_ORDERS)
def board() -> str:
    """Shows what comes today, what is under way, what waits for its owner, and what comes later."""
    return render_template("desk/board.html", columns=_columns(_cards(_site(), _workshop().slug)), today=clock.today())


@orders.get("/<uuid:public_id>")
@requires(Permission.VIEW_ORDERS)
def order(public_id: UUID) -> str:
    """Shows an order whole: who, what, when, the money, and its log."""
    found = find_order(public_id, site_id=_site().id)
    return render_template(
        "desk/order.html",
        order=found,
        facts=list_facts(found),
        steps=list_steps(found.id),
        payments=list_payments(found.id),
        invoice=find_invoice_of_order(found.id),
        action=_next_step(found.status),
    )


@orders.post("/<uuid:public_id>/etape")
@requires(Permission.MOVE_ORDERS)
def move(public_id: UUID) -> Response:
    """Moves an order to its next step; a step that somebody else has just made is not made twice."""
    wanted = request.form.get("action", "")
    if wanted not in NEXT_STEP.values():
        abort(HTTPStatus.BAD_REQUEST)
    try:
        with atomic():
            found = find_order(public_id, site_id=_site().id)
            status = move_order(order_id=found.id, action=OrderAction(wanted), actor=actor())
    except Refused as refusal:
        flash(refusal.sentence, "warning")
    else:
        flash(f"{found.reference}\u00a0: {status.label.lower()}.", "success")
    return redirect(url_for(".board"), 303)


def _workshop() -> Workshop:
    workshop = here()
    if not isinstance(workshop, Workshop):
        raise NotFound("Cette page appartient à un atelier.")
    return workshop


def _site() -> Site:
    return find_site(_workshop().slug)


def _next_step(status: OrderStatus) -> OrderAction | None:
    """Returns what whoever is at the screen may do next with an order in this status."""
    return NEXT_STEP.get(status) if visitor_may(Permission.MOVE_ORDERS, _workshop().slug) else None


def _cards(site: Site, slug: str) -> list[Card]:
    rows = list_board(site.id)
    facts, days = list_facts_and_days(slug, [row.id for row in rows])
    today = clock.today()
    next_steps = {status: _next_step(status) for status in {row.status for row in rows}}
    cards = []
    for row in rows:
        day = days.get(row.id)
        late = day is not None and day < today and row.status is OrderStatus.PAID
        action = next_steps[row.status]
        cards.append(Card(order=row, facts=facts.get(row.id, ()), day=day, late=late, action=action))
    return sorted(cards, key=lambda card: (card.day or today, card.order.id))


def _columns(cards: list[Card]) -> list[Column]:
    today = clock.today()
    due = [card for card in cards if card.order.status is OrderStatus.PAID]
    waiting = [card for card in cards if card.order.status in {OrderStatus.PLACED, OrderStatus.PROCESSING}]
    return [
        Column(
            title="Attendues aujourd’hui",
            cards=[card for card in due if (card.day or today) <= today],
            nothing="Personne n’est attendu.",
        ),
        Column(
            title="En cours",
            cards=[card for card in cards if card.order.status is OrderStatus.STARTED],
            nothing="Rien n’est commencé.",
        ),
        Column(
            title="Prêtes",
            cards=[card for card in cards if card.order.status is OrderStatus.READY],
            nothing="Rien n’attend son propriétaire.",
        ),
        Column(
            title="À venir",
            cards=[card for card in due if (card.day or today) > today],
            nothing="Rien de payé pour les jours suivants.",
            now=False,
        ),
        Column(title="À payer", cards=waiting, nothing="Tout est payé."),
    ]
