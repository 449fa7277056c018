"""The first catalogue of a workshop, as its folder writes it down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.kernel.codes import Nature, Unit
from shared.orders.models import CatalogueItem, CataloguePrice
from shared.workshop import find_site

SEED = "seed"
SINCE = date(2020, 1, 1)


class Offer(NamedTuple):
    """Something to sell: price in cents, VAT included, under a code of the VAT rules; standard time in minutes."""

    code: str
    label: str
    description: str
    price_cents: int
    vat_code: str
    standard_minutes: int
    options: tuple[Offer, ...] = ()
    family: str = ""
    nature: Nature = Nature.SERVICES
    unit: Unit = Unit.FLAT_RATE


def seed_offers(site_slug: str, offers: Iterable[Offer]) -> None:
    """Inserts the offers that the site's catalogue lacks; one that somebody changed is left alone."""
    site = find_site(site_slug)
    known = set(session.scalars(select(CatalogueItem.code).where(CatalogueItem.site_id == site.id)))
    for position, offer in enumerate(offers, start=1):
        if offer.code not in known:
            item = _insert(site.id, position, offer, option_of_id=None)
            for place, option in enumerate(offer.options, start=1):
                _insert(site.id, place, option, option_of_id=item.id)


def _insert(site_id: int, position: int, offer: Offer, *, option_of_id: int | None) -> CatalogueItem:
    item = CatalogueItem(
        site_id=site_id,
        code=offer.code,
        label=offer.label,
        description=offer.description,
        standard_minutes=offer.standard_minutes,
        position=position,
        active=True,
        family=offer.family,
        nature=offer.nature,
        unit=offer.unit.value,
        option_of_id=option_of_id,
    )
    session.add(item)
    session.flush()
    price = CataloguePrice(
        item_id=item.id,
        valid_from=SINCE,
        price_cents=offer.price_cents,
        vat_code=offer.vat_code,
        noted_by=SEED,
        noted_at=clock.now(),
    )
    session.add(price)
    session.flush()
    return item
