"""Putting a piece on sale, taking it off, and reading a basket. All acts belong to the caller's unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.kernel.codes import Nature, Unit
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.money import E4
from shared.orders import stock
from shared.orders.baskets import list_lines
from shared.orders.catalogue.services import ItemWords, Price, add_item, offer_item, show_photo
from shared.orders.checkout import Selection
from shared.orders.models import CatalogueItem, Withdrawal
from shared.orders.pricing import Wish
from shared.orders.reference import STANDARD
from shared.orders.trade import Fact
from shared.workshop import find_site
from workshops.valorilot.catalogue import FAMILY, SHIPPING, SITE
from workshops.valorilot.models import Category, Grade, Parcel, Piece, Way

HEAVIEST_G = 20_000


@dataclass(frozen=True, kw_only=True)
class PieceDetails:
    """A piece as staff describe it; the price in cents, VAT included."""

    label: str
    category: Category
    size: str
    grade: Grade
    price_cents: int
    weight_g: int | None = None
    flaws: str = ""
    photo: bytes = b""
    photo_alt: str = ""


def list_piece(*, details: PieceDetails, actor: str) -> UUID:
    """Puts a piece on sale; returns its public id. Raises InvalidInput naming the field that is wrong."""
    if details.weight_g is not None and not 0 < details.weight_g <= HEAVIEST_G:
        raise InvalidInput("weight", "Écrivez un poids en grammes, jusqu’à 20 kilos.")
    site_id = find_site(SITE).id
    public_id = add_item(
        site_id=site_id,
        words=ItemWords(label=details.label, description=details.flaws, standard_minutes=0, family=FAMILY),
        price=Price(price_cents=details.price_cents, vat_code=STANDARD, valid_from=clock.today()),
        actor=actor,
    )
    item = session.scalars(select(CatalogueItem).where(CatalogueItem.public_id == public_id)).one()
    item.single, item.nature, item.unit = True, Nature.GOODS, Unit.PIECE.value
    session.add(
        Piece(
            item_id=item.id,
            category=details.category,
            size=details.size,
            grade=details.grade,
            weight_g=details.weight_g,
            flaws=details.flaws,
            listed_at=clock.now(),
            listed_by=actor,
        )
    )
    session.flush()
    if details.photo:
        show_photo(item=public_id, site_id=site_id, content=details.photo, alt=details.photo_alt, actor=actor)
    stock.count_in(item_id=item.id, quantity_e4=E4, actor=actor)
    return public_id


def withdraw_piece(*, item: UUID, actor: str) -> None:
    """Takes a piece off the shop; raises Conflict while somebody has it in a basket, NotFound."""
    found = session.scalar(select(CatalogueItem).join(Piece).where(CatalogueItem.public_id == item))
    if found is None:
        raise NotFound("Cette pièce n’existe pas.")
    stock.count_out(item_id=found.id, quantity_e4=E4, actor=actor)
    offer_item(item=item, site_id=found.site_id, active=False, actor=actor)


class ShopCheckout:
    """The shop's side of `shared.orders.checkout.Checkout`; a choice is `basket` and `way`."""

    withdrawals = (Withdrawal.GOODS,)

    def select(self, choice: Mapping[str, Any]) -> Selection:
        """Returns what is in the basket, with its sending where it is sent."""
        site_id, way = find_site(SITE).id, Way(choice["way"])
        lines = list_lines(UUID(choice["basket"]), site_id)
        if not lines:
            raise Refused("Votre panier est vide. Choisissez une pièce.")
        wishes = [Wish(line.item_id, line.seen_cents, line.quantity_e4) for line in lines]
        if way is Way.SHIPPING:
            sending = session.scalars(
                select(CatalogueItem).where(CatalogueItem.site_id == site_id, CatalogueItem.code == SHIPPING)
            ).one()
            wishes.append(Wish(sending.id, sending.price_cents))
        return Selection(
            title="Votre pièce" if len(lines) == 1 else f"Vos {len(lines)} pièces",
            wishes=tuple(wishes),
            withdrawal=Withdrawal.GOODS,
            back="portal.basket",
            facts=(Fact("Remise", way.label),),
            particulars=partial(_parcel, way=way),
            basket_id=lines[0].basket_id,
        )


def _parcel(order_id: int, *, way: Way) -> Parcel:
    return Parcel(order_id=order_id, way=way)
