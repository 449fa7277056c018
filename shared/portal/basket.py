"""The basket: what of every workshop somebody has chosen, each workshop's part ordered on its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from shared.accounts.permissions import public
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.kernel.money import E4, divide_half_up
from shared.orders import baskets
from shared.orders.models import BasketLine
from shared.portal.blueprint import portal
from shared.workshop import Workshop, places_by_site

BASKET = "panier"
"""Which basket is this visitor's, in their own signed cookie."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What of a basket is of one workshop; cents, VAT included. `held_until` is when the first of it becomes free."""

    workshop: Workshop
    lines: list[tuple[BasketLine, int]]
    total_cents: int
    held_until: datetime | None
    changed: bool


def basket_of_visitor() -> UUID | None:
    """Returns the basket of whoever is at the screen, None before they chose anything."""
    return UUID(session[BASKET]) if BASKET in session else None


def own_basket() -> UUID:
    """Returns the basket of whoever is at the screen, a new one for the first choice."""
    found = basket_of_visitor() or new_public_id()
    session[BASKET] = str(found)
    return found


@portal.get("/panier")
@public
def basket() -> str:
    """Shows what was chosen, by workshop, with how long it is kept."""
    return render_template("portal/basket.html", parts=_parts(basket_of_visitor()))


@portal.post("/panier/<uuid:item>/retirer")
@public
def take_out(item: UUID) -> Response:
    """Takes something out of the basket."""
    if (mine := basket_of_visitor()) is not None:
        with atomic():
            baskets.take_out(basket=mine, item=item)
    return redirect(url_for(".basket"), 303)


def _parts(mine: UUID | None) -> list[Part]:
    lines = baskets.list_lines(mine)
    workshops = {site_id: place for site_id, place in places_by_site().items() if isinstance(place, Workshop)}
    parts = []
    for site_id, workshop in workshops.items():
        own = [
            (line, divide_half_up(line.seen_cents * line.quantity_e4, E4))
            for line in lines
            if line.item.site_id == site_id
        ]
        if own:
            held = [line.held_until for line, _ in own if line.held_until]
            parts.append(
                Part(
                    workshop=workshop,
                    lines=own,
                    total_cents=sum(cents for _, cents in own),
                    held_until=min(held) if held and min(held) > clock.now() else None,
                    changed=any(line.item.price_cents != line.seen_cents for line, _ in own),
                )
            )
    return parts
