"""Single pieces of the textile shop, and somebody who buys them through the shared checkout."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.kernel.identifiers import new_public_id
from shared.orders.baskets import put_in_basket
from shared.orders.checkout import Purchase, place_purchase
from shared.orders.models import CatalogueItem, Order
from shared.orders.services import CustomerDetails
from shared.workshop import registry
from tests.support import sales
from workshops.valorilot.models import Category, Grade
from workshops.valorilot.services import PieceDetails, list_piece

JACKET = PieceDetails(label="Veste en laine", category=Category.COATS, size="M", grade=Grade.A, price_cents=2400)


def put_on_sale(details: PieceDetails = JACKET) -> CatalogueItem:
    """Puts a piece into the shop; belongs inside a unit."""
    public_id = list_piece(details=details, actor="test")
    return session.scalars(select(CatalogueItem).where(CatalogueItem.public_id == public_id)).one()


def choose(item: CatalogueItem, basket: UUID | None = None) -> UUID:
    """Puts a piece into a basket, a new one unless it is named; belongs inside a unit."""
    basket = basket or new_public_id()
    put_in_basket(basket=basket, item_id=item.id, seen_cents=item.price_cents)
    return basket


def buy(basket: UUID, *, buyer: CustomerDetails = sales.BUYER, way: str = "pickup") -> Order:
    """Orders what is in a basket; belongs inside a unit."""
    sales.name_the_seller()
    workshop = registry().get("valorilot")
    assert workshop is not None
    choice = {"basket": str(basket), "way": way}
    purchase = Purchase(public_id=new_public_id(), choice=choice, customer=buyer)
    return place_purchase(workshop=workshop, purchase=purchase, actor="test").order
