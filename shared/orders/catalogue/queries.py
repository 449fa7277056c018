"""Reading a catalogue: what is on sale for customers, all of it for staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.orders.models import CatalogueItem, CataloguePhoto, CataloguePrice, VatRule
from shared.orders.territory import Territory
from shared.workshop import Site

_WHOLE = (joinedload(CatalogueItem.photo), selectinload(CatalogueItem.options))


class PriceRow(NamedTuple):
    """A price that counts from a day on; cents, VAT included."""

    valid_from: date
    price_cents: int
    vat_label: str
    noted_by: str


class VatChoice(NamedTuple):
    """A VAT rule in force that something may be sold under."""

    code: str
    label: str
    vat_bp: int


def list_items(site_slug: str) -> Sequence[CatalogueItem]:
    """Returns what a site sells today, in the order of its catalogue, with photos and options. Two statements."""
    on_sale = select(CatalogueItem).join(Site).where(Site.slug == site_slug, CatalogueItem.active)
    listed = on_sale.where(~CatalogueItem.single)
    priced = listed.where(CatalogueItem.option_of_id.is_(None), CatalogueItem.price_cents.is_not(None))
    return session.scalars(priced.options(*_WHOLE).order_by(CatalogueItem.position, CatalogueItem.id)).all()


def options_on_sale(item: CatalogueItem) -> list[CatalogueItem]:
    """Returns the options that an item of `list_items` is sold with today."""
    return [option for option in item.options if option.active and option.price_cents is not None]


def list_whole_catalogue(site_id: int) -> Sequence[CatalogueItem]:
    """Returns everything that a site sells or sold, options beside their item; what is sold comes first."""
    everything = select(CatalogueItem).where(
        CatalogueItem.site_id == site_id, CatalogueItem.option_of_id.is_(None), ~CatalogueItem.single
    )
    ordered = everything.order_by(CatalogueItem.active.desc(), CatalogueItem.position, CatalogueItem.id)
    return session.scalars(ordered.options(*_WHOLE)).all()


def find_item(item: UUID, *, site_id: int) -> CatalogueItem:
    """Returns an item of one site with its photo and options; raises NotFound for another site's."""
    wanted = select(CatalogueItem).where(CatalogueItem.public_id == item, CatalogueItem.site_id == site_id)
    found = session.scalar(wanted.options(*_WHOLE))
    if found is None:
        raise NotFound("Cet article n’est pas de cet atelier.")
    return found


def list_prices(item_id: int) -> list[PriceRow]:
    """Returns every price that an item has had or will have, the latest first. One statement."""
    rule = (
        select(VatRule.label)
        .where(
            VatRule.code == CataloguePrice.vat_code,
            VatRule.territory == Territory.METROPOLE,
            VatRule.valid_from <= CataloguePrice.valid_from,
        )
        .order_by(VatRule.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns = (CataloguePrice.valid_from, CataloguePrice.price_cents, rule, CataloguePrice.noted_by)
    rows = select(*columns).where(CataloguePrice.item_id == item_id)
    latest_first = rows.order_by(CataloguePrice.valid_from.desc(), CataloguePrice.id.desc())
    return [PriceRow._make(row) for row in session.execute(latest_first)]


def price_on(item_id: int, day: date) -> int:
    """Returns what an item cost on a day, in cents, VAT included; raises NotFound before its first price.

    One statement.
    """
    dated = select(CataloguePrice.price_cents).where(
        CataloguePrice.item_id == item_id, CataloguePrice.valid_from <= day
    )
    cents = session.scalar(dated.order_by(CataloguePrice.valid_from.desc(), CataloguePrice.id.desc()).limit(1))
    if cents is None:
        raise NotFound("Cet article n’avait pas encore de prix.")
    return cents


def list_vat_choices() -> list[VatChoice]:
    """Returns the VAT rules in force on the mainland today, one a code, the highest rate first. One statement."""
    dated = select(VatRule).where(VatRule.territory == Territory.METROPOLE, VatRule.valid_from <= clock.today())
    in_force = {rule.code: rule for rule in session.scalars(dated.order_by(VatRule.valid_from))}
    return [
        VatChoice(rule.code, rule.label, rule.vat_bp)
        for rule in sorted(in_force.values(), key=lambda rule: (-rule.vat_bp, rule.code))
    ]


def find_photo(photo: UUID) -> bytes:
    """Returns a photo of something that was ever on sale, as WebP; raises NotFound."""
    content = session.scalar(select(CataloguePhoto.content).where(CataloguePhoto.public_id == photo))
    if content is None:
        raise NotFound("Cette photo n’existe pas.")
    return content
