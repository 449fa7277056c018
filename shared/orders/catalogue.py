"""The first catalogue of a workshop, as its folder writes it down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select

from shared.db import session
from shared.orders.models import CatalogueItem
from shared.workshop import find_site


class Offer(NamedTuple):
    """Something to sell: price in cents, VAT included, under a code of the VAT rules; standard time in minutes."""

    code: str
    label: str
    description: str
    price_cents: int
    vat_code: str
    standard_minutes: int


def seed_offers(site_slug: str, offers: Iterable[Offer]) -> None:
    """Inserts the offers that the site's catalogue lacks; one that somebody changed is left alone."""
    site = find_site(site_slug)
    known = set(session.scalars(select(CatalogueItem.code).where(CatalogueItem.site_id == site.id)))
    for position, offer in enumerate(offers, start=1):
        if offer.code not in known:
            session.add(CatalogueItem(site_id=site.id, position=position, active=True, **offer._asdict()))
