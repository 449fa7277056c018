"""Keeping a catalogue: what is sold, at which price from which day, with which options and photo.

All acts belong to the caller's unit. An order keeps the words and prices that it was placed with.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import UUID

from sqlalchemy import func, select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.money import euros
from shared.kernel.text import folded
from shared.orders.catalogue.photos import shrink
from shared.orders.models import CatalogueItem, CataloguePhoto, CataloguePrice, VatRule

CODE_LENGTH = 30
HIGHEST_PRICE_CENTS = 10_000_000
LONGEST_WORK_MINUTES = 5 * 24 * 60
MOST_YEARS_AHEAD = 2
"""A price further away is a typing mistake."""


@dataclass(frozen=True, kw_only=True)
class ItemWords:
    """What a customer reads of something on sale, how long the work takes in minutes, and by what it is added up."""

    label: str
    description: str
    standard_minutes: int
    family: str = ""


@dataclass(frozen=True, kw_only=True)
class Price:
    """A price in cents, VAT included, under a code of the VAT rules, from `valid_from` on (included)."""

    price_cents: int
    vat_code: str
    valid_from: date


def add_item(*, site_id: int, words: ItemWords, price: Price, option_of: UUID | None = None, actor: str) -> UUID:
    """Puts something new on sale, last in the list, or as an option of another; returns its public id.

    Raises InvalidInput naming the field that is wrong, NotFound for an option of nothing.
    """
    parent = _lock(option_of, site_id) if option_of else None
    if parent is not None and parent.option_of_id is not None:
        raise Refused("Une option n’a pas d’options elle-même.")
    _check_words(words)
    siblings = select(func.coalesce(func.max(CatalogueItem.position), 0)).where(CatalogueItem.site_id == site_id)
    of_the_same = CatalogueItem.option_of_id == parent.id if parent else CatalogueItem.option_of_id.is_(None)
    item = CatalogueItem(
        site_id=site_id,
        code=_free_code(site_id, words.label),
        label=words.label,
        description=words.description,
        standard_minutes=words.standard_minutes,
        position=session.scalars(siblings.where(of_the_same)).one() + 1,
        active=True,
        family=words.family,
        option_of_id=parent.id if parent else None,
    )
    session.add(item)
    session.flush()
    _add_price(item, price, actor)
    record_event(actor=actor, action="catalogue.item_added", subject=f"item:{item.public_id}")
    return item.public_id


def describe_item(*, item: UUID, site_id: int, words: ItemWords, actor: str) -> None:
    """Changes what customers read of an item from now on; raises InvalidInput, NotFound."""
    found = _lock(item, site_id)
    _check_words(words)
    found.label, found.description = words.label, words.description
    found.standard_minutes, found.family = words.standard_minutes, words.family
    session.flush()
    record_event(actor=actor, action="catalogue.item_described", subject=f"item:{item}")


def price_item(*, item: UUID, site_id: int, price: Price, actor: str) -> None:
    """Sets the price of an item from a day on, today at the earliest; raises InvalidInput, NotFound."""
    _add_price(_lock(item, site_id), price, actor)


def offer_item(*, item: UUID, site_id: int, active: bool, actor: str) -> None:
    """Puts an item on sale again, or takes it out; raises NotFound."""
    _lock(item, site_id).active = active
    session.flush()
    action = "catalogue.item_offered" if active else "catalogue.item_withdrawn"
    record_event(actor=actor, action=action, subject=f"item:{item}")


def move_item_up(*, item: UUID, site_id: int, actor: str) -> None:
    """Shows an item before the one that stands above it; the first one stays. Raises NotFound."""
    found = _lock(item, site_id)
    beside = select(CatalogueItem).where(
        CatalogueItem.site_id == site_id,
        CatalogueItem.option_of_id.is_not_distinct_from(found.option_of_id),
    )
    row = session.scalars(beside.order_by(CatalogueItem.position, CatalogueItem.id).with_for_update()).all()
    ordered = list(row)
    place = ordered.index(found)
    if place:
        ordered[place - 1], ordered[place] = ordered[place], ordered[place - 1]
    for position, each in enumerate(ordered, start=1):
        each.position = position
    session.flush()
    record_event(actor=actor, action="catalogue.item_moved", subject=f"item:{item}")


def show_photo(*, item: UUID, site_id: int, content: bytes, alt: str, actor: str) -> None:
    """Gives an item a photo, made small and rid of what the camera wrote into it; `alt` says what is to be seen.

    Raises InvalidInput (fields `photo`, `alt`) when it is no picture or nobody says what it shows, NotFound.
    """
    found = _lock(item, site_id)
    if not alt:
        raise InvalidInput("alt", "Dites ce que l’on voit\u00a0: certaines personnes ne voient pas la photo.")
    picture = shrink(content)
    photo = CataloguePhoto(
        content=picture.content,
        width=picture.width,
        height=picture.height,
        alt=alt,
        added_by=actor,
        added_at=clock.now(),
    )
    session.add(photo)
    session.flush()
    found.photo_id = photo.id
    session.flush()
    record_event(actor=actor, action="catalogue.photo_shown", subject=f"item:{item}")


def hide_photo(*, item: UUID, site_id: int, actor: str) -> None:
    """Shows an item without a photo again; raises NotFound."""
    _lock(item, site_id).photo_id = None
    session.flush()
    record_event(actor=actor, action="catalogue.photo_hidden", subject=f"item:{item}")


def _lock(item: UUID, site_id: int) -> CatalogueItem:
    wanted = select(CatalogueItem).where(CatalogueItem.public_id == item, CatalogueItem.site_id == site_id)
    found = session.scalar(wanted.with_for_update(of=CatalogueItem))
    if found is None:
        raise NotFound("Cet article n’est pas de cet atelier.")
    return found


def _add_price(item: CatalogueItem, price: Price, actor: str) -> None:
    today = clock.today()
    if price.valid_from < today:
        raise InvalidInput(
            "valid_from", "Un prix ne change pas dans le passé\u00a0: choisissez aujourd’hui ou plus tard."
        )
    if price.valid_from.year > today.year + MOST_YEARS_AHEAD:
        raise InvalidInput("valid_from", f"Cette date est trop loin\u00a0: {MOST_YEARS_AHEAD} ans au plus.")
    if not 0 < price.price_cents <= HIGHEST_PRICE_CENTS:
        raise InvalidInput("price", f"Écrivez un prix de 0,01 € à {euros(HIGHEST_PRICE_CENTS)}.")
    known = select(VatRule.id).where(VatRule.code == price.vat_code, VatRule.valid_from <= price.valid_from)
    if session.scalar(known.limit(1)) is None:
        raise InvalidInput("vat_code", "Choisissez un taux de TVA de la liste.")
    session.add(
        CataloguePrice(
            item_id=item.id,
            valid_from=price.valid_from,
            price_cents=price.price_cents,
            vat_code=price.vat_code,
            noted_by=actor,
            noted_at=clock.now(),
        )
    )
    session.flush()
    detail: dict[str, object] = {"cents": price.price_cents, "from": price.valid_from.isoformat()}
    record_event(actor=actor, action="catalogue.item_priced", subject=f"item:{item.public_id}", detail=detail)


def _check_words(words: ItemWords) -> None:
    if not words.label:
        raise InvalidInput("label", "Écrivez le nom que les clients liront.")
    if not 0 <= words.standard_minutes <= LONGEST_WORK_MINUTES:
        raise InvalidInput("standard_minutes", "Ce temps est trop long\u00a0: cinq jours au plus.")


def _free_code(site_id: int, label: str) -> str:
    taken = set(session.scalars(select(CatalogueItem.code).where(CatalogueItem.site_id == site_id)))
    return code_for(label, taken)


def code_for(label: str, taken: Collection[str]) -> str:
    """Returns the address of something on sale from its name, `vidange-et-filtre`, with a number when it is taken."""
    bare = re.sub(r"[^a-z0-9]+", "-", folded(label).replace("œ", "oe").replace("æ", "ae")).strip("-") or "article"
    stem = bare[: CODE_LENGTH - 4].strip("-")
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)
