"""Putting things into a basket and taking them out. Quantities are 1e-4; all acts belong to the caller's unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.kernel.money import E4
from shared.orders import stock
from shared.orders.models import Basket, BasketLine, CatalogueItem

MOST_LINES = 50
MOST_OF_ONE_E4 = 1_000 * E4
KEPT_FOR = timedelta(days=7)
"""How long a basket that nobody orders is kept; what it held is free long before."""


def put_in_basket(*, basket: UUID, item_id: int, seen_cents: int, quantity_e4: int = E4) -> BasketLine:
    """Puts something into a basket and keeps it from others for a while; the same again sets the quantity anew.

    Raises Refused when it is not sold, InvalidInput (field `quantity`), Conflict when that much is not free.
    """
    item = session.get(CatalogueItem, item_id)
    if item is None or not item.active or item.price_cents is None:
        raise Refused("Ce n’est plus en vente. Choisissez autre chose.")
    if not 0 < quantity_e4 <= MOST_OF_ONE_E4:
        raise InvalidInput("quantity", "Choisissez une quantité, de 1 à 1\u202f000.")
    owner = _basket(basket)
    mine = select(BasketLine).where(BasketLine.basket_id == owner.id, BasketLine.item_id == item_id)
    line = session.scalar(mine.with_for_update())
    if line is None:
        if len(list_lines(basket)) >= MOST_LINES:
            raise Refused("Votre panier est plein\u00a0: commandez d’abord ce qui s’y trouve.")
        line = BasketLine(
            basket_id=owner.id, item_id=item_id, quantity_e4=quantity_e4, seen_cents=seen_cents, held_e4=0
        )
        session.add(line)
        session.flush()
    elif quantity_e4 < line.held_e4:
        stock.release(line)
    line.quantity_e4, line.seen_cents = quantity_e4, seen_cents
    session.flush()
    stock.hold(line, item.label)
    return line


def take_out(*, basket: UUID, item: UUID) -> None:
    """Takes something out of a basket; nothing happens when it is not in it."""
    for line in list_lines(basket):
        if line.item.public_id == item:
            stock.release(line)
            session.delete(line)
    session.flush()


def empty(*, basket_id: int, item_ids: Sequence[int]) -> None:
    """Takes what was ordered out of its basket; what was held is the order's by now."""
    ordered = delete(BasketLine).where(BasketLine.basket_id == basket_id, BasketLine.item_id.in_(item_ids))
    session.execute(ordered.execution_options(synchronize_session=False))


def list_lines(basket: UUID | None, site_id: int | None = None) -> list[BasketLine]:
    """Returns what is in a basket, all of it or what is of one site, in the order in which it came. One statement."""
    if basket is None:
        return []
    lines = select(BasketLine).join(Basket).where(Basket.public_id == basket).options(joinedload(BasketLine.item))
    if site_id is not None:
        lines = lines.join(CatalogueItem).where(CatalogueItem.site_id == site_id)
    return list(session.scalars(lines.order_by(BasketLine.id)))


def forget_old_baskets() -> None:
    """Deletes the baskets that nobody has touched for `KEPT_FOR`, and gives back what they hold."""
    old = select(Basket.id).where(Basket.touched_at < clock.now() - KEPT_FOR)
    ids = session.scalars(old).all()
    for line in session.scalars(select(BasketLine).where(BasketLine.basket_id.in_(ids))).all():
        stock.release(line)
        session.delete(line)
    session.flush()
    session.execute(delete(Basket).where(Basket.id.in_(ids)))


def _basket(public_id: UUID) -> Basket:
    found = session.scalar(select(Basket).where(Basket.public_id == public_id).with_for_update())
    if found is None:
        found = Basket(public_id=public_id)
        session.add(found)
    found.touched_at = clock.now()
    session.flush()
    return found
