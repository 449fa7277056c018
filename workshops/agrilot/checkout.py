"""The garden's side of the checkout that all workshops share: vegetables of a basket, or a subscription."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from flask import url_for

from shared.db import session
from shared.kernel.errors import Conflict, Refused
from shared.orders.baskets import list_lines
from shared.orders.checkout import Selection
from shared.orders.links import secret_of
from shared.orders.models import Customer, Withdrawal
from shared.orders.pricing import Wish
from shared.orders.trade import Fact
from shared.web.filters import capital, date_fr
from shared.workshop import find_site
from workshops.agrilot.catalogue import BASKETS, SITE
from workshops.agrilot.models import Fetch, PickupPoint
from workshops.agrilot.openings import why_not
from workshops.agrilot.queries import find_item_on_sale, hours_of, place_of
from workshops.agrilot.services import LINK, subscribe


class GardenCheckout:
    """A choice has a `point` and a `day`, and either a `basket` of vegetables or the `size` of a weekly basket."""

    withdrawals = (Withdrawal.PERISHABLE,)

    def select(self, choice: Mapping[str, Any]) -> Selection:
        """Returns what is fetched or subscribed to, with its place and first day."""
        point = session.get_one(PickupPoint, choice["point"])
        day = date.fromisoformat(choice["day"])
        if refusal := why_not(point, day):
            raise Conflict(refusal)
        return _subscription(choice, point, day) if "size" in choice else _vegetables(choice, point, day)


def _vegetables(choice: Mapping[str, Any], point: PickupPoint, day: date) -> Selection:
    lines = list_lines(UUID(choice["basket"]), find_site(SITE).id)
    if not lines:
        raise Refused("Votre panier est vide. Choisissez des légumes.")
    return Selection(
        title="Vos légumes",
        wishes=tuple(Wish(line.item_id, line.seen_cents, line.quantity_e4) for line in lines),
        withdrawal=Withdrawal.PERISHABLE,
        back="portal.basket",
        facts=(
            Fact("Retrait", f"{capital(date_fr(day))}, {hours_of(point)}"),
            Fact("Lieu", place_of(point)),
        ),
        particulars=partial(_fetch, point_id=point.id, day=day),
        basket_id=lines[0].basket_id,
    )


def _fetch(order_id: int, *, point_id: int, day: date) -> Fetch:
    return Fetch(order_id=order_id, point_id=point_id, day=day)


def _subscription(choice: Mapping[str, Any], point: PickupPoint, day: date) -> Selection:
    item = find_item_on_sale(choice["size"], BASKETS)

    def sign(customer: Customer, public_id: UUID, actor: str) -> str:
        signed = subscribe(
            public_id=public_id,
            customer=customer,
            item_id=item.id,
            point_id=point.id,
            starts_on=day,
            actor=actor,
        )
        return url_for("agrilot.subscription", secret=secret_of(signed.public_id, LINK))

    return Selection(
        title=f"{item.label}, chaque semaine",
        wishes=(Wish(item.id, int(choice["seen"])),),
        withdrawal=Withdrawal.PERISHABLE,
        back="agrilot.home",
        facts=(
            Fact("Premier panier", f"{capital(date_fr(day))}, {hours_of(point)}"),
            Fact("Lieu", place_of(point)),
            Fact("Facture", "Une par mois, pour les paniers livrés"),
            Fact("Durée", "Sans engagement\u00a0: vous arrêtez en ligne"),
        ),
        remark="Rien à payer aujourd’hui\u00a0: vous recevez une facture par mois.",
        agreement=sign,
        each="par panier",
    )
