"""What is on sale, changed as staff change it."""

from __future__ import annotations

from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.orders.catalogue.services import ItemWords, Price, add_item, offer_item, price_item
from shared.orders.models import CatalogueItem
from shared.orders.reference import STANDARD
from shared.workshop import find_site

ACTOR = "test:shelf"


def item_called(code: str, site: str = "auto-bleue") -> CatalogueItem:
    """Returns an item of a site by its code."""
    of_the_site = select(CatalogueItem).where(CatalogueItem.site_id == find_site(site).id)
    return session.scalars(of_the_site.where(CatalogueItem.code == code)).one()


def reprice(code: str, price_cents: int) -> None:
    """Gives an item of the garage another price from today on; belongs inside a unit."""
    item = item_called(code)
    price = Price(price_cents=price_cents, vat_code=STANDARD, valid_from=clock.today())
    price_item(item=item.public_id, site_id=item.site_id, price=price, actor=ACTOR)


def withdraw(code: str) -> None:
    """Takes an item of the garage out of sale; belongs inside a unit."""
    item = item_called(code)
    offer_item(item=item.public_id, site_id=item.site_id, active=False, actor=ACTOR)


def put_on_sale(label: str, price_cents: int, vat_code: str = STANDARD) -> CatalogueItem:
    """Sells something new at the garage from today on; belongs inside a unit."""
    public_id = add_item(
        site_id=find_site("auto-bleue").id,
        words=ItemWords(label=label, description="", standard_minutes=30),
        price=Price(price_cents=price_cents, vat_code=vat_code, valid_from=clock.today()),
        actor=ACTOR,
    )
    return session.scalars(select(CatalogueItem).where(CatalogueItem.public_id == public_id)).one()
