"""The board of a workshop's orders: what comes today, what is under way, and one tap to the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.desk.orders.blueprint import NEXT_STEP, next_step, orders, site_of_the_page, workshop_of_the_page
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.orders.models import OrderAction, OrderStatus
from shared.orders.queries import (
    OrderRow,
    find_order,
    find_orders,
    list_board,
    list_facts_and_days,
    list_withdrawn,
)
from shared.orders.services import move_order
from shared.orders.trade import Fact
from shared.payments.balance import list_balances

_TO_START = (OrderStatus.PAID, OrderStatus.CONFIRMED)


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
    """Shows what comes today, what is under way and what comes later; or what is looked for."""
    site, words = site_of_the_page(), request.args.get("q", "").strip()
    return render_template(
        "desk/board.html",
        found=find_orders(site.id, words) if words else None,
        words=words,
        columns=[] if words else _columns(_cards(list_board(site.id)), _withdrawn(site.id)),
        today=clock.today(),
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
            found = find_order(public_id, site_id=site_of_the_page().id)
            status = move_order(order_id=found.id, action=OrderAction(wanted), actor=actor())
    except Refused as refusal:
        flash(refusal.sentence, "warning")
    else:
        flash(f"{found.reference}\u00a0: {status.label.lower()}.", "success")
    return redirect(url_for(".board"), 303)


def _withdrawn(site_id: int) -> list[Card]:
    """Returns the orders that consumers have given up and whose money is still with us."""
    rows = list_withdrawn(site_id)
    balances = list_balances([row.id for row in rows]) if rows else {}
    return _cards([row for row in rows if balances[row.id].kept_cents > 0]) if rows else []


def _cards(rows: list[OrderRow]) -> list[Card]:
    facts, days = list_facts_and_days(workshop_of_the_page().slug, [row.id for row in rows])
    today = clock.today()
    next_steps = {status: next_step(status) for status in {row.status for row in rows}}
    cards = []
    for row in rows:
        day = days.get(row.id)
        late = day is not None and day < today and row.status in _TO_START
        action = next_steps[row.status]
        cards.append(Card(order=row, facts=facts.get(row.id, ()), day=day, late=late, action=action))
    return sorted(cards, key=lambda card: (card.day or today, card.order.id))


def _columns(cards: list[Card], withdrawn: list[Card]) -> list[Column]:
    today = clock.today()
    due = [card for card in cards if card.order.status in _TO_START]
    waiting = [card for card in cards if card.order.status in {OrderStatus.PLACED, OrderStatus.PROCESSING}]
    given_up = Column(title="Rétractations à rembourser", cards=withdrawn, nothing="", now=False)
    return [
        *([given_up] if withdrawn else []),
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
            nothing="Rien de prévu pour les jours suivants.",
            now=False,
        ),
        Column(title="À payer", cards=waiting, nothing="Tout est payé."),
    ]
