"""Where a document leads: the workshop and the order that it belongs to; and which sites issue any."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.invoicing.models import Invoice
from shared.orders.models import Order
from shared.workshop import Site, registry


def find_orders_of(numbers: Collection[str]) -> dict[str, tuple[str, UUID]]:
    """Returns by number the slug of the workshop and the public id of the order of each document. One statement."""
    rows = (
        select(Invoice.number, Site.slug, Order.public_id)
        .join(Order, Order.id == Invoice.order_id)
        .join(Site, Site.id == Invoice.site_id)
        .where(Invoice.number.in_(numbers))
    )
    return {number: (slug, order) for number, slug, order in session.execute(rows)}


def list_selling_sites(site_ids: Collection[int]) -> Sequence[Site]:
    """Returns those of some sites that have a workshop which sells, in the order of the registry. One statement."""
    sites = {site.slug: site for site in session.scalars(select(Site).where(Site.id.in_(site_ids)))}
    return [sites[workshop.slug] for workshop in registry() if workshop.slug in sites]
